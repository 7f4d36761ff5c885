/** A credential as JSON, as the API takes it. */
export type CredentialJson = Record<string, unknown>;

/** What came of the browser's own dialog. */
export type Ceremony =
  | { is: "done"; credential: CredentialJson }
  /** Closed, or nothing happened for too long. */
  | { is: "cancelled" }
  /** This device has a passkey of theirs already. */
  | { is: "known" }
  /** This browser makes none here: over plain HTTP, at an address without a name, or at all. */
  | { is: "impossible" };

/** Whether this browser knows passkeys. */
export function knowsPasskeys(): boolean {
  return "PublicKeyCredential" in window;
}

export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

export function textOf(bytes: ArrayBuffer): string {
  const binary = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

type Described = { id: string; type: "public-key" };

/** The API's options, whose bytes are text, with the bytes that the browser wants. */
function decoded(options: Record<string, unknown>): Record<string, unknown> {
  const { challenge, user, excludeCredentials } = options as {
    challenge: string;
    user?: { id: string };
    excludeCredentials?: readonly Described[];
  };
  return {
    ...options,
    challenge: bytesOf(challenge),
    ...(user && { user: { ...user, id: bytesOf(user.id) } }),
    ...(excludeCredentials && {
      excludeCredentials: excludeCredentials.map((each) => ({ ...each, id: bytesOf(each.id) })),
    }),
  };
}

function encoded(credential: PublicKeyCredential): CredentialJson {
  const response: Record<string, string> = {};
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  for (const part of parts) {
    const bytes = (credential.response as unknown as Record<string, ArrayBuffer | null>)[part];
    if (bytes) response[part] = textOf(bytes);
  }
  return { id: credential.id, rawId: textOf(credential.rawId), type: credential.type, response };
}

async function held(ceremony: () => Promise<Credential | null>): Promise<Ceremony> {
  try {
    const credential = await ceremony();
    if (credential === null) return { is: "cancelled" };
    return { is: "done", credential: encoded(credential as PublicKeyCredential) };
  } catch (error) {
    switch (error instanceof DOMException ? error.name : "") {
      case "NotAllowedError":
      case "AbortError":
        return { is: "cancelled" };
      case "InvalidStateError":
        return { is: "known" };
      default:
        return { is: "impossible" };
    }
  }
}

/** Has this device make a passkey; the browser asks for a finger, a face or a PIN. */
export function makePasskey(options: Record<string, unknown>): Promise<Ceremony> {
  const publicKey = decoded(options) as unknown as PublicKeyCredentialCreationOptions;
  return held(() => navigator.credentials.create({ publicKey }));
}

/** Has this device sign with a passkey that the person chooses. */
export function signWithPasskey(options: Record<string, unknown>): Promise<Ceremony> {
  const publicKey = decoded(options) as unknown as PublicKeyCredentialRequestOptions;
  return held(() => navigator.credentials.get({ publicKey }));
}
