/* The tables below the map: columns can be sorted, names lead to their place on the map. */
(function () {
  "use strict";

  const { showDistrict, showFacility, showGap } = window.QM.single;
  const SHOW = { gap: showGap, district: (id) => showDistrict(id, true), facility: (id) => showFacility(id, true) };
  const words = new Intl.Collator("de", { numeric: true });

  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[data-gap], a[data-district], a[data-facility]");
    if (link) {
      const [what] = Object.keys(link.dataset);
      event.preventDefault();
      document.getElementById("karte").scrollIntoView();
      if (SHOW[what](link.dataset[what])) {
        const target = what === "gap" ? document.querySelector('#qm-gaps [aria-current="true"]') : document.getElementById("map_quartier");
        if (target) target.focus({ preventScroll: true });
      }
      return;
    }
    const button = event.target.closest && event.target.closest(".qm-sort");
    if (button) sort(button.parentElement);
  });

  /* Numbers by their exact value, words as Germans sort them; what is missing comes last either way. */
  function sort(head) {
    const table = head.closest("table");
    const body = table.tBodies[0];
    const column = head.cellIndex;
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const numeric = head.classList.contains("n");
    const rows = [...body.rows].map((row) => {
      const cell = row.cells[column];
      const gone = cell.dataset.state !== undefined;
      return { row, gone, value: numeric ? Number(cell.dataset.value) : cell.textContent };
    });
    const sign = down ? -1 : 1;
    rows.sort((a, b) => a.gone - b.gone || (a.gone ? 0 : sign * (numeric ? a.value - b.value : words.compare(a.value, b.value))));
    body.replaceChildren(...rows.map((entry) => entry.row));
  }

  for (const head of document.querySelectorAll(".qm-table thead th")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "qm-sort";
    button.append(...head.childNodes);
    head.append(button);
  }
  document.body.dataset.ready = "true";
})();
