import { Menu, type MenuItemConstructorOptions } from 'electron'
import en from '#shared/i18n/locales/en/shell.json'
import zhCn from '#shared/i18n/locales/zh-CN/shell.json'
import zhTw from '#shared/i18n/locales/zh-TW/shell.json'

const labels = { 'zh-CN': zhCn, 'zh-TW': zhTw, en } as const
export type MenuLanguage = keyof typeof labels

/**
 * Sets the application menu. It is hidden on Windows and Linux until Alt is pressed; what it adds is the keyboard commands that the
 * system expects of every text field, and zoom.
 */
export function setMenu(language: MenuLanguage): void {
  const text = labels[language]
  const template: MenuItemConstructorOptions[] = [
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' as const }] : []),
    { label: text['shell.menu.file'], submenu: [{ role: 'close', label: text['shell.menu.close'] }, { role: 'quit', label: text['shell.menu.quit'] }] },
    {
      label: text['shell.menu.edit'],
      submenu: [
        { role: 'undo', label: text['shell.menu.undo'] },
        { role: 'redo', label: text['shell.menu.redo'] },
        { type: 'separator' },
        { role: 'cut', label: text['shell.menu.cut'] },
        { role: 'copy', label: text['shell.menu.copy'] },
        { role: 'paste', label: text['shell.menu.paste'] },
        { role: 'selectAll', label: text['shell.menu.selectAll'] },
      ],
    },
    {
      label: text['shell.menu.view'],
      submenu: [
        { role: 'resetZoom', label: text['shell.menu.resetZoom'] },
        { role: 'zoomIn', label: text['shell.menu.zoomIn'] },
        { role: 'zoomOut', label: text['shell.menu.zoomOut'] },
        { type: 'separator' },
        { role: 'togglefullscreen', label: text['shell.menu.fullScreen'] },
      ],
    },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
