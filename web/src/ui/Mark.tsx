/** The product's mark with its name. */
export function Mark() {
  return (
    <span className="mark">
      <img src="/icon.svg" alt="" width="32" height="32" />
      Offhook
    </span>
  );
}
