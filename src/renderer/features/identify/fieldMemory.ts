/** A text field as it was before a scanner began to type into it. */
export interface FieldMemory {
  restore(): void;
}

type TextField = HTMLInputElement | HTMLTextAreaElement;

/** Remembers the text field that has the focus, or null where none has. */
export function rememberFocusedField(document: Document): FieldMemory | null {
  const field = document.activeElement;
  if (!isTextField(field)) {
    return null;
  }
  const { value, selectionStart, selectionEnd } = field;
  return {
    restore() {
      if (field.value === value) {
        return;
      }
      // React listens to the prototype's setter; a plain assignment would leave its state with the scanned text.
      const prototype =
        field instanceof HTMLInputElement
          ? HTMLInputElement.prototype
          : HTMLTextAreaElement.prototype;
      Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(field, value);
      field.dispatchEvent(new Event('input', { bubbles: true }));
      if (selectionStart !== null) {
        field.setSelectionRange(selectionStart, selectionEnd);
      }
    },
  };
}

function isTextField(element: Element | null): element is TextField {
  return element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
}
