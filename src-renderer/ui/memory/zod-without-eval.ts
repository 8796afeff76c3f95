import * as z from 'zod'

// The content policy forbids eval; even zod's guarded try of it would be reported as a violation. This has to run before the first
// object schema is made: main.ts imports it first, and the modules below that every chunk shares import it too, so that the
// bundler puts it into the chunk that runs first.
z.config({ jitless: true })
