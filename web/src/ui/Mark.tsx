/** The product's mark with its name. Drawn here, as it stands where there is no network, too. */
export function Mark() {
  return (
    <span className="mark">
      <svg width="32" height="32" viewBox="0 0 64 64" aria-hidden="true">
        <rect width="64" height="64" rx="14" fill="#0b6b5d" />
        <path
          d="M14 27c11-9 25-9 36 0 2 2 2 5 0 7l-3 3c-1 1-3 1-4 0l-5-4c-1-1-1-2-1-3v-3c-3-1-7-1-10 0v3c0 1 0 2-1 3l-5 4c-1 1-3 1-4 0l-3-3c-2-2-2-5 0-7z"
          fill="#fff"
        />
        <path d="M22 49h20" stroke="#7fe0cc" strokeWidth="5" strokeLinecap="round" />
      </svg>
      Offhook
    </span>
  );
}
