import { useWords } from "../i18n/I18n";

/** Stands where something is about to be; unseen when that is quick. */
export function Skeleton() {
  const { common } = useWords();
  return (
    <div className="skeleton" role="status" aria-label={common.loading}>
      <span />
      <span />
      <span />
    </div>
  );
}
