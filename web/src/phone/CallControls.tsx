import { Grid3x3, Mic, MicOff } from "lucide-react";
import { useWords } from "../i18n/I18n";

/** What can be done in a call that this browser carries, once it is up. */
export function CallControls(props: {
  muted: boolean;
  mute: (muted: boolean) => void;
  keys: boolean;
  showKeys: (shown: boolean) => void;
}) {
  const { phone: words } = useWords();
  const { muted, keys } = props;
  return (
    <>
      <button type="button" className="button" aria-pressed={muted} onClick={() => props.mute(!muted)}>
        {muted ? <MicOff size={18} aria-hidden /> : <Mic size={18} aria-hidden />}
        {muted ? words.unmute : words.mute}
      </button>
      <button type="button" className="button" aria-expanded={keys} onClick={() => props.showKeys(!keys)}>
        <Grid3x3 size={18} aria-hidden />
        {words.keypad}
      </button>
    </>
  );
}
