import { CallControls } from "./CallControls";
import { usePhone } from "./PhoneProvider";

/** What can be done in the call that this page carries, once it is up. */
export function Controls({ keys, showKeys }: { keys: boolean; showKeys: (shown: boolean) => void }) {
  const { state, phone } = usePhone();
  if (state.is !== "talking") return null;
  const mute = (muted: boolean) => phone.mute(muted);
  return <CallControls muted={state.muted} mute={mute} keys={keys} showKeys={showKeys} />;
}
