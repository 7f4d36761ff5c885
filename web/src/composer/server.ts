import { api, changing, type Schemas, taken } from "../api/client";
import { Problem, unreachable } from "../api/problem";

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

/** Calls off one that has not been sent yet. */
export function callOff(message: string): Promise<unknown> {
  return taken(api.DELETE("/api/v1/messages/{message}", { params: { path: { message } } }));
}

/** Changes what is to be sent later, or when. */
export function changeLater(message: string, body: { text?: string; send_at?: string }): Promise<Message> {
  return taken(api.PATCH("/api/v1/messages/{message}", { params: { path: { message } }, body }));
}

/** Forgets a picture that was not sent. */
export async function forgetPicture(picture: string): Promise<void> {
  await taken(api.DELETE("/api/v1/pictures/{picture}", { params: { path: { picture } } }));
}

/** Where a picture can be seen for a while; empty where it is not kept. */
export async function pictureUrl(picture: string): Promise<string> {
  const found = await taken(api.GET("/api/v1/pictures/{picture}", { params: { path: { picture } } }));
  return found.url ?? "";
}

/** Uploads a picture and tells how much of it has gone, from 0 to 1. By the older request, as fetch can't tell that. */
export function upload(
  picture: Blob,
  told: (part: number) => void,
  signal: AbortSignal,
): Promise<Schemas["PictureView"]> {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/api/v1/pictures");
    for (const [name, value] of Object.entries(changing())) request.setRequestHeader(name, value);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => told(total > 0 ? loaded / total : 0);
    request.onload = () => {
      if (request.status < 300) done(request.response);
      else failed(Problem.from(request.status, request.response));
    };
    request.onerror = () => failed(unreachable());
    request.onabort = () => failed(new DOMException("taken out again", "AbortError"));
    signal.addEventListener("abort", () => request.abort());
    request.send(picture);
  });
}
