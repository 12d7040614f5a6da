"use strict";
(() => {
  const all = (query, root = document) => [...root.querySelectorAll(query)];
  const one = (query) => document.querySelector(query);
  const findings = all(".finding"), groups = all(".group"), form = one("#filters"), search = one("#search"), count = one("#count");
  const selects = all("#filters select");
  for (const part of all(".scripted")) part.hidden = false;

  // A finding may have several owners; every other value is one.
  const has = (finding, key, value) => key === "owner" ? finding.dataset.owner.split(" ").includes(value) || finding.dataset.owner === value : finding.dataset[key] === value;
  const shown = () => findings.filter((finding) => !finding.hidden);

  function filter() {
    if (!form) return;
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = selects.filter((select) => select.value);
    for (const finding of findings) {
      finding.hidden = !(chosen.every((select) => has(finding, select.dataset.key, select.value)) && words.every((word) => finding.dataset.search.includes(word)));
    }
    for (const group of groups) {
      const left = all(".finding", group).filter((finding) => !finding.hidden).length;
      group.hidden = !left;
      group.querySelector("h3 .count").textContent = left;
    }
    count.textContent = count.dataset.template.replace("%n", shown().length).replace("%t", findings.length);
  }

  // A permalink opens what it points at, also when filters hide it.
  function follow() {
    let target = null;
    try { target = document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch { return; }
    if (!target || !target.matches("details")) return;
    if (target.hidden) { form.reset(); filter(); }
    target.open = true;
    target.scrollIntoView({ block: "start" });
    target.querySelector("summary").focus({ preventScroll: true });
  }

  function step(by) {
    const seen = shown();
    if (!seen.length) return;
    const at = seen.findIndex((finding) => finding.contains(document.activeElement));
    const next = at < 0 ? (by > 0 ? 0 : seen.length - 1) : Math.min(Math.max(at + by, 0), seen.length - 1);
    const summary = seen[next].querySelector("summary");
    summary.focus();
    summary.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("click", (event) => {
    const pick = event.target.closest("a[data-key]");
    if (!pick || !form) return;
    const select = selects.find((each) => each.dataset.key === pick.dataset.key);
    if (!select) return;
    for (const each of selects) each.value = "";
    search.value = "";
    select.value = pick.dataset.value;
    filter();
    one("#findings").focus({ preventScroll: true });
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.matches("input, select, textarea");
    if (event.key === "Escape" && form) { form.reset(); filter(); if (typing) event.target.blur(); return; }
    if (typing) return;
    if (event.key === "/" && search) { event.preventDefault(); search.focus(); }
    if (event.key === "j") step(1);
    if (event.key === "k") step(-1);
  });
  if (form) {
    form.addEventListener("input", filter);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(filter));
    one("#unfold").addEventListener("click", () => { for (const finding of shown()) finding.open = true; });
    one("#fold").addEventListener("click", () => { for (const finding of findings) finding.open = false; });
  }
  one("#theme").addEventListener("click", () => {
    const root = document.documentElement, dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const now = root.dataset.theme || (dark ? "dark" : "light");
    root.dataset.theme = now === "dark" ? "light" : "dark";
  });
  let opened = [];
  addEventListener("beforeprint", () => { opened = all("details:not([open])").filter((each) => !each.hidden); for (const each of opened) each.open = true; });
  addEventListener("afterprint", () => { for (const each of opened) each.open = false; });
  addEventListener("hashchange", follow);
  filter();
  follow();
})();
