const plain = new Intl.NumberFormat("en-US");

// count is 1234 as "1,234".
export const count = (n) => plain.format(n);

// seconds is milliseconds as "2.004 s".
export const seconds = (ms) => `${(ms / 1000).toFixed(3)} s`;

// long is milliseconds as somebody would say them: "1,000 s, or 16 min 40 s".
export function long(ms) {
  const s = Math.round(ms / 1000);
  if (s < 90) return `${count(ms / 1000)} s`;
  return `${count(s)} s, or ${Math.floor(s / 60)} min${s % 60 ? ` ${s % 60} s` : ""}`;
}
