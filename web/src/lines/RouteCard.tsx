import { Split } from "lucide-react";
import { useCallback } from "react";
import { useLoad } from "../api/useLoad";
import { Link } from "../app/router";
import { useConsoleWords } from "../i18n/console";
import { useI18n } from "../i18n/I18n";
import { routeOf } from "../routing/route";
import { Sentence } from "../routing/Sentence";
import { TryResult } from "../routing/TryResult";
import { Part } from "../ui/Part";
import { Shown } from "../ui/Shown";
import { previewNow } from "./lines";

/** What happens when somebody calls the line: as it is set, and what that means just now. */
export function RouteCard({ id }: { id: string }) {
  const { lines: words, route } = useConsoleWords();
  const { format } = useI18n();
  const load = useLoad(
    useCallback(async () => {
      const [set, now] = await Promise.all([routeOf(id), previewNow(id)]);
      return { set, now };
    }, [id]),
  );
  return (
    <Part title={words.whenCalled} icon={Split}>
      <Shown load={load}>
        {({ set, now }) => (
          <>
            <Sentence route={set.route} line={set.line} people={set.people} />
            <div className="line-now">
              <h3>{route.now(format.time(now.at))}</h3>
              <TryResult preview={now} />
            </div>
            <div>
              <Link className="button button-main" href={`/lines/${id}/route`}>
                {words.changeRoute}
              </Link>
            </div>
          </>
        )}
      </Shown>
    </Part>
  );
}
