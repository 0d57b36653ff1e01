import { Modal } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';

/** A dialog over the till. Scans still arrive while it is open. */
export function Dialog(props: {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly size?: string;
  readonly dismissable?: boolean;
}): ReactElement {
  const { title, onClose, children, size = '27rem', dismissable = true } = props;
  return (
    <Modal
      opened
      centered
      onClose={onClose}
      title={title}
      size={size}
      lockScroll={false}
      withCloseButton={dismissable}
      closeOnEscape={dismissable}
      closeOnClickOutside={false}
      radius="lg"
      padding="lg"
      overlayProps={{ backgroundOpacity: 0.45 }}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {children}
    </Modal>
  );
}
