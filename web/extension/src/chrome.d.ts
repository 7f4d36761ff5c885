/** What the extension uses of Chrome's own interfaces: https://developer.chrome.com/docs/extensions/reference/api. */
declare namespace chrome {
  interface Event<T extends (...args: never[]) => unknown> {
    addListener(listener: T): void;
  }
  namespace runtime {
    const onInstalled: Event<() => void>;
    const onStartup: Event<() => void>;
    const onMessage: Event<
      (message: unknown, sender: unknown, answer: (what: unknown) => void) => boolean | undefined
    >;
    function sendMessage(message: unknown): Promise<unknown>;
    function getURL(path: string): string;
    function openOptionsPage(): Promise<void>;
    function getContexts(filter: { contextTypes: string[] }): Promise<unknown[]>;
  }
  namespace storage {
    const local: {
      get(key: string): Promise<Record<string, unknown>>;
      set(items: Record<string, unknown>): Promise<void>;
      remove(key: string): Promise<void>;
    };
  }
  namespace permissions {
    function request(wanted: { origins: string[] }): Promise<boolean>;
    function remove(given: { origins: string[] }): Promise<boolean>;
  }
  namespace offscreen {
    function createDocument(how: { url: string; reasons: string[]; justification: string }): Promise<void>;
    function closeDocument(): Promise<void>;
  }
  namespace alarms {
    const onAlarm: Event<() => void>;
    function create(name: string, when: { periodInMinutes: number }): Promise<void>;
  }
  namespace action {
    function setBadgeText(what: { text: string }): Promise<void>;
    function setBadgeBackgroundColor(what: { color: string }): Promise<void>;
    function setTitle(what: { title: string }): Promise<void>;
  }
  namespace notifications {
    const onButtonClicked: Event<(id: string, button: number) => void>;
    const onClicked: Event<(id: string) => void>;
    function create(id: string, how: Record<string, unknown>): Promise<string>;
    function clear(id: string): Promise<boolean>;
  }
}
