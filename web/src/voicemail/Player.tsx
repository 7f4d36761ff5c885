import { Pause, Play } from "lucide-react";
import { useI18n } from "../i18n/I18n";
import { ProblemNotice } from "../ui/ProblemNotice";
import { useKept } from "../ui/useKept";
import { usePlayback } from "./usePlayback";

const SPEEDS = ["1", "1.25", "1.5", "2"];

/** Plays one message: a button, the wave form to seek in, and the speed, which this device keeps. */
export function Player(props: { address: string; seconds: number; name: string; began: () => void }) {
  const { words, format } = useI18n();
  const { voicemail } = words;
  const [speed, setSpeed] = useKept("speed");
  const playback = usePlayback(props.address, Number(speed || 1), props.began);
  const { playing, at, wave } = playback;
  const Icon = playing ? Pause : Play;
  return (
    <div className="player">
      <button
        type="button"
        className="button button-icon player-play"
        aria-label={playing ? voicemail.pause : voicemail.play(props.name)}
        onClick={playback.toggle}
      >
        <Icon size={20} aria-hidden />
      </button>
      <div className="player-wave">
        <Wave wave={wave} played={props.seconds > 0 ? at / props.seconds : 0} />
        <input
          type="range"
          min="0"
          max={props.seconds}
          step="0.1"
          value={at}
          aria-label={voicemail.position}
          aria-valuetext={`${format.clock(at)} / ${format.clock(props.seconds)}`}
          onInput={(event) => playback.seek(Number(event.currentTarget.value))}
        />
      </div>
      <span className="number small soft">{format.clock(at > 0 ? at : props.seconds)}</span>
      <select
        className="input player-speed"
        aria-label={voicemail.speed}
        value={speed || "1"}
        onChange={(event) => setSpeed(event.target.value)}
      >
        {SPEEDS.map((each) => (
          <option key={each} value={each}>
            {each}×
          </option>
        ))}
      </select>
      {playback.problem && <ProblemNotice problem={playback.problem} again={playback.toggle} />}
    </div>
  );
}

function Wave({ wave, played }: { wave: readonly number[]; played: number }) {
  const bars = wave.length > 0 ? wave : Array.from({ length: 64 }, () => 0);
  return (
    <svg viewBox={`0 0 ${bars.length * 4} 32`} preserveAspectRatio="none" aria-hidden="true">
      {bars.map((loud, place) => {
        const height = Math.max(3, loud * 30);
        return (
          <rect
            key={place}
            className={place / bars.length < played ? "wave-played" : "wave-bar"}
            x={place * 4}
            y={16 - height / 2}
            width="2.6"
            height={height}
          />
        );
      })}
    </svg>
  );
}
