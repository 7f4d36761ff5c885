import { api, type Schemas, taken } from "../api/client";

export type Message = Schemas["MessageView"];
export type Preflight = Schemas["PreflightView"];
export type Finding = Preflight["findings"][number];

/** A picture that is uploaded, and not sent yet. `url` shows it; `name` is what its file was called. */
export type Uploaded = { id: string; url: string; name: string };

/** A text that is to be sent. `send_at` is null for at once. */
export type Wish = {
  text: string;
  pictures: readonly Uploaded[];
  send_at: string | null;
};

function bodyOf({ text, pictures, send_at }: Wish) {
  return { text, pictures: pictures.map(({ id }) => id), ...(send_at && { send_at }) };
}

/** Sends within a conversation; the same `key` again sends no second one. */
export function sendIn(conversation: string, wish: Wish, key: string): Promise<Message> {
  const headers = { "Idempotency-Key": key };
  const params = { path: { conversation } };
  return taken(
    api.POST("/api/v1/conversations/{conversation}/messages", { headers, params, body: bodyOf(wish) }),
  );
}

/** Sends to a number, with which a conversation begins where there is none yet. */
export function sendTo(line: string, to: string, wish: Wish, key: string): Promise<Message> {
  const headers = { "Idempotency-Key": key };
  return taken(api.POST("/api/v1/messages", { headers, body: { line, to, ...bodyOf(wish) } }));
}

/** What a text would cost, and what is known against it. */
export function preflight(
  line: string,
  to: string,
  text: string,
  pictures: readonly string[],
): Promise<Preflight> {
  return taken(api.POST("/api/v1/messages/preflight", { body: { line, to, text, pictures: [...pictures] } }));
}

/** Sends one again that failed. */
export function sendAgain(message: string): Promise<Message> {
  return taken(api.POST("/api/v1/messages/{message}/again", { params: { path: { message } } }));
}

/** A new name for a wish to send, under which it is sent once, however often it is asked for. */
export function newKey(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join("-");
}
