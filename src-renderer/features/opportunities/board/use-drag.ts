import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { onScopeDispose, ref, watch, type Ref } from 'vue'

const KIND = 'opportunity'

/** Makes an element a card that can be dragged by whom it is allowed; gives whether it is being dragged. */
export function useCardDrag(element: Readonly<Ref<HTMLElement | null>>, dealId: () => string, canDrag: () => boolean) {
  const isDragged = ref(false)
  bind(element, (target) =>
    draggable({
      element: target,
      canDrag,
      getInitialData: () => ({ kind: KIND, id: dealId() }),
      onDragStart: () => (isDragged.value = true),
      onDrop: () => (isDragged.value = false),
    }),
  )
  return isDragged
}

/** Makes an element a stage that takes cards; gives whether one hovers over it. */
export function useStageDrop(element: Readonly<Ref<HTMLElement | null>>, onDrop: (dealId: string) => void) {
  const isOver = ref(false)
  bind(element, (target) =>
    dropTargetForElements({
      element: target,
      canDrop: ({ source }) => source.data['kind'] === KIND,
      onDragEnter: () => (isOver.value = true),
      onDragLeave: () => (isOver.value = false),
      onDrop: ({ source }) => {
        isOver.value = false
        onDrop(String(source.data['id']))
      },
    }),
  )
  return isOver
}

function bind(element: Readonly<Ref<HTMLElement | null>>, attach: (element: HTMLElement) => () => void): void {
  let release: (() => void) | undefined
  watch(
    element,
    (target) => {
      release?.()
      release = target ? attach(target) : undefined
    },
    { immediate: true, flush: 'post' },
  )
  onScopeDispose(() => release?.())
}
