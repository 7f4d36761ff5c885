/** Pictures are made small before they are uploaded: a phone's camera writes ten times what a text may carry. */

export const TYPES = ["image/jpeg", "image/png", "image/gif", "image/webp"] as const;

/** The longest side that is sent, in pixels, as the server has it: what fills a phone’s screen. */
const SIDE = 1600;
/** What a picture should have at most. Carriers take 5 MB for all of a message; the server makes the rest fit. */
const BYTES = 700_000;
const QUALITIES = [0.85, 0.72, 0.58] as const;

/** Why a file is not taken. */
export type Refusal = "no-picture" | "broken";

export class Refused extends Error {
  constructor(readonly why: Refusal) {
    super(why);
  }
}

/** Width and height within `side`, in proportion, and never larger than they are. */
export function within(width: number, height: number, side: number): { width: number; height: number } {
  const scale = Math.min(1, side / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/**
 * The picture as it is uploaded: upright, small, and without where and with what it was taken. One that moves, and one that is small
 * already, stays as it is. Throws `Refused` for what is no picture.
 */
export async function shrunk(file: Blob): Promise<Blob> {
  if (!file.type.startsWith("image/") || file.type === "image/svg+xml") throw new Refused("no-picture");
  const known = (TYPES as readonly string[]).includes(file.type);
  if (file.type === "image/gif") return file;
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    if (known) throw new Refused("broken");
    throw new Refused("no-picture"); // a kind that this browser can't read, as HEIC in most
  }
  const plain =
    file.type === "image/png" && file.size <= BYTES && Math.max(picture.width, picture.height) <= SIDE;
  if (plain) {
    picture.close();
    return file;
  }
  const size = within(picture.width, picture.height, SIDE);
  const canvas = Object.assign(document.createElement("canvas"), size);
  const pen = canvas.getContext("2d");
  if (pen === null) throw new Refused("broken");
  pen.fillStyle = "#fff"; // what shows through in a JPEG
  pen.fillRect(0, 0, size.width, size.height);
  pen.drawImage(picture, 0, 0, size.width, size.height);
  picture.close();
  let smallest = await jpeg(canvas, QUALITIES[0]);
  for (const quality of QUALITIES.slice(1)) {
    if (smallest.size <= BYTES) break;
    smallest = await jpeg(canvas, quality);
  }
  return smallest;
}

function jpeg(canvas: HTMLCanvasElement, quality: number): Promise<Blob> {
  return new Promise((done, failed) => {
    canvas.toBlob((made) => (made ? done(made) : failed(new Refused("broken"))), "image/jpeg", quality);
  });
}

/** The pictures among what was pasted, dropped or chosen; a copied text with a picture of itself is text. */
export function picturesOf(data: DataTransfer | null): readonly File[] {
  if (data === null) return [];
  return [...data.files].filter(({ type }) => type.startsWith("image/"));
}
