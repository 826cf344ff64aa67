/** Asks for something that takes a while; meanwhile it says so. */
import { Button, type IconName } from '@grafana/ui';
import React from 'react';

interface Props {
  icon: IconName;
  text: string;
  /** While it is being answered. */
  askingText: string;
  isAsking: boolean;
  onClick: () => void;
}

export function AskButton({ icon, text, askingText, isAsking, onClick }: Props) {
  return (
    <Button icon={isAsking ? 'spinner' : icon} variant="secondary" type="button" disabled={isAsking} onClick={onClick}>
      {isAsking ? askingText : text}
    </Button>
  );
}
