/** An address that is nobody's (RFC 7600), as a candidate that is preferred to no other. */
const NOWHERE = "a=candidate:nowhere 1 udp 1 192.0.0.8 9 typ host";
const CANDIDATE = /^a=candidate:.*$/gm;
/** A name in place of an address, which only browsers look up: draft-ietf-mmusic-mdns-ice-candidates. */
const HIDDEN = /^a=candidate:(\S+ ){4}\S+\.local /;

/**
 * An offer or answer by which Asterisk finds a path, though the browser hides this machine's addresses: as Firefox and
 * Safari do where they aren't sure that the microphone is allowed.
 *
 * Asterisk tries nothing where it is told no address. Told any, it learns the true one by what the browser sends it.
 */
export function findable(sdp: string): string {
  const candidates = sdp.match(CANDIDATE) ?? [];
  const last = candidates.at(-1);
  if (last === undefined || !candidates.every((each) => HIDDEN.test(each))) return sdp;
  return sdp.replace(last, `${last}\r\n${NOWHERE}`);
}
