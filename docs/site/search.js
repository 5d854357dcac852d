// Finds headings that have all the words that were typed. `build.mjs` puts them in front: `{ page, text, anchor }`.
const field = document.querySelector('#search');
const list = document.querySelector('#found');
field.addEventListener('input', () => {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  const hasAll = ({ text }) => words.every((word) => text.toLowerCase().includes(word));
  const found = words.length === 0 ? [] : globalThis.HEADINGS.filter(hasAll);
  list.replaceChildren(
    ...found.slice(0, 20).map(({ page, text, anchor }) => {
      const link = document.createElement('a');
      link.href = `${page}#${anchor}`;
      link.textContent = text;
      const item = document.createElement('li');
      item.append(link);
      return item;
    }),
  );
});
