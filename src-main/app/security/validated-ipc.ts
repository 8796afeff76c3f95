import { BrowserWindow, ipcMain, type IpcMainEvent, type IpcMainInvokeEvent } from 'electron'
import type { ZodType } from 'zod'
import type { ShellLogger } from '../logger.ts'
import { isAppUrl } from '../resolve-request.ts'

export interface Sender {
  readonly window: BrowserWindow
  readonly frame: Electron.WebFrameMain
}

/** The only way to hear a page: the sender must be the main frame of a window of ours showing a page of ours, and the payload must fit. */
export interface ValidatedIpc {
  /** Answers `invoke(channel, payload)`; input and output are checked. */
  readonly handle: <Input, Output>(
    channel: string,
    schemas: { readonly input: ZodType<Input>; readonly output: ZodType<Output> },
    answer: (input: Input, sender: Sender) => Output | Promise<Output>,
  ) => void
  /** Hears `send(channel, payload)`. What is not valid is dropped and logged. */
  readonly on: <Input>(channel: string, input: ZodType<Input>, listener: (input: Input, sender: Sender) => void) => void
}

/** `isKnown` says whether the shell itself opened a window. */
export function createValidatedIpc(log: ShellLogger, isKnown: (window: BrowserWindow) => boolean): ValidatedIpc {
  const refuse = (channel: string, reason: string): null => {
    log.write('warn', 'ipc.refused', { channel, reason })
    return null
  }

  const senderOf = (event: IpcMainEvent | IpcMainInvokeEvent, channel: string): Sender | null => {
    const frame = event.senderFrame
    // A frame that navigated or closed meanwhile is null (or throws on use): whoever asked is gone.
    if (!frame) return refuse(channel, 'frame-gone')
    if (frame !== event.sender.mainFrame) return refuse(channel, 'not-main-frame')
    if (!isAppUrl(frame.url)) return refuse(channel, 'foreign-page')
    const window = BrowserWindow.fromWebContents(event.sender)
    if (window === null || !isKnown(window)) return refuse(channel, 'unknown-window')
    return { window, frame }
  }

  return {
    handle: (channel, schemas, answer) => {
      ipcMain.handle(channel, async (event, payload: unknown) => {
        const sender = senderOf(event, channel)
        if (sender === null) throw new Error('refused')
        const input = schemas.input.safeParse(payload)
        if (!input.success) {
          refuse(channel, 'bad-payload')
          throw new Error('refused')
        }
        return schemas.output.parse(await answer(input.data, sender))
      })
    },
    on: (channel, schema, listener) => {
      ipcMain.on(channel, (event, payload: unknown) => {
        const sender = senderOf(event, channel)
        if (sender === null) return
        const input = schema.safeParse(payload)
        if (input.success) listener(input.data, sender)
        else refuse(channel, 'bad-payload')
      })
    },
  }
}
