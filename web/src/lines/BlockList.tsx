import { Ban, Trash2 } from "lucide-react";
import { api, taken } from "../api/client";
import type { Load } from "../api/useLoad";
import { useConsoleWords } from "../i18n/console";
import { useI18n } from "../i18n/I18n";
import { useNow } from "../live/useNow";
import { useNumbers } from "../numbers/useNumbers";
import { Shown } from "../ui/Shown";
import { useUndo } from "../ui/Undo";
import { BlockForm } from "./BlockForm";
import { type Block, bodyOf } from "./blocks";

/** Entries of the block list, with a way to add one to them. `line` is where it counts; null: on every line. */
export function BlockList(props: {
  load: Load<readonly Block[]>;
  shown: (block: Block) => boolean;
  line: string | null;
  none: string;
}) {
  const { load } = props;
  return (
    <Shown load={load}>
      {(every) => {
        const blocks = every.filter(props.shown);
        return (
          <>
            {blocks.length === 0 ? (
              <p className="soft">{props.none}</p>
            ) : (
              <ul className="blocks">
                {blocks.map((block) => (
                  <Entry key={block.id} block={block} again={load.again} />
                ))}
              </ul>
            )}
            <BlockForm line={props.line} added={(block) => load.put([...every, block])} />
          </>
        );
      }}
    </Shown>
  );
}

function Entry({ block, again }: { block: Block; again: () => void }) {
  const { format } = useI18n();
  const { lines: words } = useConsoleWords();
  const written = useNumbers();
  const now = useNow(false);
  const offer = useUndo();
  const whom = words.blockedWhom(block.kind, block.number ? written(block.number) : "");

  async function remove() {
    await taken(api.DELETE("/api/v1/blocks/{block}", { params: { path: { block: block.id } } }));
    again();
    const draft = { kind: block.kind, number: block.number ?? "", note: block.note };
    offer({
      words: words.unblocked(whom),
      async undo() {
        await taken(api.POST("/api/v1/blocks", { body: bodyOf(draft, block.line) }));
        again();
      },
    });
  }

  return (
    <li className="block">
      <Ban size={18} aria-hidden />
      <span className="block-main">
        <strong>{whom}</strong>
        <span className="small soft">
          {[block.note, words.addedBy(block.added_by_name, format.ago(block.added_at, now))]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </span>
      <button
        type="button"
        className="button button-plain button-icon"
        aria-label={words.unblock(whom)}
        onClick={() => void remove().catch(again)}
      >
        <Trash2 size={18} aria-hidden />
      </button>
    </li>
  );
}
