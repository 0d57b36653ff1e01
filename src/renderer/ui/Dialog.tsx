import { Modal } from '@mantine/core';
import { useRef, type ReactElement, type ReactNode } from 'react';
import { useTopmostEscape } from './useTopmostEscape.ts';

/** A dialog over the till. Scans still arrive while it is open; Escape closes it where no other lies over it. */
export function Dialog(props: {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly size?: string;
  readonly dismissable?: boolean;
}): ReactElement {
  const { title, onClose, children, size = '27rem', dismissable = true } = props;
  const inside = useRef<HTMLDivElement>(null);
  useTopmostEscape(inside, dismissable ? onClose : null);
  return (
    <Modal
      opened
      centered
      onClose={onClose}
      title={title}
      size={size}
      lockScroll={false}
      withCloseButton={dismissable}
      closeOnEscape={false}
      closeOnClickOutside={false}
      radius="lg"
      padding="lg"
      overlayProps={{ backgroundOpacity: 0.45 }}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div ref={inside}>{children}</div>
    </Modal>
  );
}
