import type { Schemas } from "../api/client";
import { useI18n } from "../i18n/I18n";

/** What happened in a call, in order, and why. */
export function Timeline({ moments }: { moments: readonly Schemas["MomentView"][] }) {
  const { words, format } = useI18n();
  return (
    <section className="card call-part" aria-labelledby="call-what">
      <h2 id="call-what">{words.history.what}</h2>
      <ol className="timeline">
        {moments.map((moment, place) => (
          <li key={place}>
            <time className="soft small number" dateTime={moment.at} title={format.exact(moment.at)}>
              {format.second(moment.at)}
            </time>
            <span>{moment.text}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
