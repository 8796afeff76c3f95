export { targetId } from './organisation.commands.ts'
