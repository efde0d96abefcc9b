/** The sun over the line of the sea. */
export function Mark() {
  return (
    <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#1b2141" />
      <path d="M6 21a10 10 0 0 1 20 0z" fill="#ffb765" />
      <path d="M4 23.5h24" stroke="#cfdcef" strokeWidth="2" strokeLinecap="round" />
    </svg>
  );
}
