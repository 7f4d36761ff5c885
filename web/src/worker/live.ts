/** The worker that all tabs of a browser share: it has their one connection to the live stream. */

import { Hub } from "../live/hub";

const worker = self as unknown as SharedWorkerGlobalScope;
const hub = new Hub();

worker.onconnect = ({ ports: [port] }) => {
  if (port) hub.take(port);
};
