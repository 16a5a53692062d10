import { type OutgoingMessage, type Queue, QueueUnavailable } from '#platform/queue.ts';

/** A queue that keeps what it accepted, and can be out of order. */
export function fakeQueue(): Queue & { readonly sent: OutgoingMessage[]; isDown: boolean } {
  return {
    sent: [],
    isDown: false,
    async send(message) {
      if (this.isDown) throw new QueueUnavailable('The queue is down.');
      this.sent.push(message);
    },
  };
}
