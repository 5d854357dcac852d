// What the page does beside being read: a slider over the moments of a failure, and every part open where it is printed.
(() => {
  for (const section of document.querySelectorAll('.time-travel')) addSlider(section);
  const print = window.matchMedia('print');
  print.addEventListener('change', ({ matches }) => openForPrint(matches));
  window.addEventListener('beforeprint', () => openForPrint(true));
  window.addEventListener('afterprint', () => openForPrint(false));

  function addSlider(section) {
    const moments = [...section.querySelectorAll('.moment')];
    const marks = [...section.querySelectorAll('.marks span')];
    const slider = section.querySelector('.slider');
    const range = section.querySelector('input[type=range]');
    const now = section.querySelector('line.now');
    const start = Number(section.dataset.start);

    function show(index) {
      const chosen = Math.min(moments.length - 1, Math.max(0, index));
      unfold(moments[chosen]);
      for (const [at, moment] of moments.entries()) moment.hidden = at !== chosen;
      for (const [at, mark] of marks.entries()) mark.classList.toggle('chosen', at === chosen);
      range.value = String(chosen);
      range.setAttribute('aria-valuetext', saidOf(moments[chosen]));
      const at = moments[chosen].dataset.at;
      if (now === null || at === undefined) return;
      const x = String(Number(now.dataset.from) + (Number(at) + 0.5) * Number(now.dataset.step));
      now.setAttribute('x1', x);
      now.setAttribute('x2', x);
      now.setAttribute('visibility', 'visible');
    }

    if (moments.length === 0) return;
    slider.hidden = false;
    range.addEventListener('input', () => show(range.valueAsNumber));
    for (const button of slider.querySelectorAll('button')) {
      const { go } = button.dataset;
      button.addEventListener('click', () => show(go === 'failure' ? start : range.valueAsNumber + Number(go)));
    }
    show(start);
  }

  /** What is for those without scripts is a text here, until it is looked at: a large report has thousands of moments. */
  function unfold(moment) {
    const folded = moment.querySelector(':scope > noscript');
    if (folded !== null) moment.innerHTML = folded.textContent;
  }

  /** A moment for those who hear it: when, what had happened, and whether all was well. */
  function saidOf(moment) {
    const parts = [...moment.querySelectorAll('.when, .when + p, .outcome')];
    return parts.map((part) => part.textContent.trim().replace(/\s+/g, ' ')).join('. ');
  }

  /** Opens what is closed, and closes it again afterwards. */
  function openForPrint(isPrinted) {
    const selector = isPrinted ? 'details:not([open])' : 'details[data-printed]';
    for (const details of document.querySelectorAll(selector)) {
      details.open = isPrinted;
      details.toggleAttribute('data-printed', isPrinted);
    }
  }
})();
