// Numbers as people write them, put in order when a field is left: the server checks and stores them.

function digitsOf(text) {
  return text.replace(/\D/g, "");
}

/** «89005550152» → «+7 (900) 555-01-52». What is no Russian number stays as it was typed. */
export function phone(text) {
  const digits = digitsOf(text);
  const foreign = text.trim().startsWith("+") && !text.trim().startsWith("+7");
  if (foreign || (digits.length !== 10 && digits.length !== 11)) return text;
  if (digits.length === 11 && !"78".includes(digits[0])) return text;
  const own = digits.slice(-10);
  return `+7 (${own.slice(0, 3)}) ${own.slice(3, 6)}-${own.slice(6, 8)}-${own.slice(8)}`;
}

/** «11223344595» → «112-233-445 95». */
export function snils(text) {
  const digits = digitsOf(text);
  return digits.length === 11 ? `${digits.slice(0, 3)}-${digits.slice(3, 6)}-${digits.slice(6, 9)} ${digits.slice(9)}` : text;
}

const WRITTEN = { phone, snils };

export function initFormats(root) {
  root.addEventListener("change", (event) => {
    const written = WRITTEN[event.target.dataset.format];
    if (written) event.target.value = written(event.target.value);
  });
}
