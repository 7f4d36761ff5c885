/** The browser's connection to the live stream, as tests have it: by hand. */
export class FakeSource extends EventTarget {
  static readonly CLOSED = 2;
  static all: FakeSource[] = [];
  readyState = 0;
  onopen = () => {};
  onerror = () => {};
  constructor(readonly address: string) {
    super();
    FakeSource.all.push(this);
  }
  static get latest(): FakeSource {
    return FakeSource.all.at(-1) as FakeSource;
  }
  close() {
    this.readyState = FakeSource.CLOSED;
  }
  breakOff(state: number) {
    this.readyState = state;
    this.onerror();
  }
  tell(kind: string, news: object) {
    this.dispatchEvent(new MessageEvent(kind, { data: JSON.stringify(news) }));
  }
}
