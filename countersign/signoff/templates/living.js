/* Opens scenarios, searches and filters them, and follows links to them. */
(() => {
  const ON_PAPER = 680;
  const scenarios = [...document.querySelectorAll("details.s")];
  const search = document.getElementById("search"), count = document.getElementById("found");
  const buttons = [...document.querySelectorAll("button[data-o]")];
  const texts = new Map(scenarios.map((one) => [one, text(one)]));
  let carried = {};

  function text(scenario, more = "") {
    const above = scenario.closest("details.o")?.querySelector(".name").textContent ?? "";
    const names = scenario.closest("article").querySelector("h3").textContent;
    return [scenario.textContent, above, names, more].join(" ").toLowerCase();
  }

  async function unpacked() {
    const letters = document.getElementById("carried").textContent;
    const bytes = Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return JSON.parse(await new Response(stream).text());
  }

  function made(name, attributes = {}, ...inside) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...inside);
    return element;
  }

  /* ---- what is within a scenario */

  function show(scenario, room = 0) {
    const one = carried[scenario.id];
    if (!one || scenario.querySelector(".body")) return;
    const body = made("div", { class: "body" });
    scenario.append(body);
    if (one.sentence) body.append(made("p", { class: "sentence whole" }, one.sentence));
    if (one.advice) body.append(made("p", { class: "sentence" }, made("b", {}, "What to do: "), one.advice));
    if (one.steps.length) body.append(steps(one));
    body.append(facts(scenario, one));
    if (one.said?.length) body.append(...dialogue(scenario, one, room));
    else if (one.at) body.append(made("p", { class: "quiet" }, "The record holds no exchange of it."));
  }

  function steps(one) {
    return made("ol", { class: "steps" }, ...one.steps.map(([status, line]) => {
      const item = made("li", status ? { class: status } : {}, line);
      if (status && status !== "passed") item.append(made("span", { class: "quiet" }, ` (${status === "untested" || status === "skipped" ? "not run" : status})`));
      return item;
    }));
  }

  function facts(scenario, one) {
    const line = made("p", { class: "quiet facts" });
    const part = (...inside) => line.append(...(line.childNodes.length ? ["; "] : []), ...inside);
    if (one.rules?.length) part("proves ", ...one.rules.flatMap((id, number) => [number ? ", " : "", made("a", { href: "#" + encodeURIComponent(id) }, id)]));
    if (one.tags.length) part(one.tags.join(", "));
    if (one.at) {
      const when = new Date(one.at * 1000).toISOString().slice(0, 19).replace("T", " ");
      part(`${when} UTC, ${diagram.after(Math.round(one.seconds * 1000))}`);
      if (one.attempts > 1) part(`this is attempt ${one.attempt} of ${one.attempts}`);
    }
    part(`${one.path}:${one.line}`);
    const evidence = document.getElementById("evidence").content.cloneNode(true), junit = scenario.closest("article").dataset.junit;
    part("evidence: ", evidence, ...(junit ? [", ", made("a", { href: junit }, "JUnit file")] : []));
    part(made("a", { href: "#" + scenario.id }, "link to this scenario"));
    return line;
  }

  function dialogue(scenario, one, room) {
    const name = scenario.querySelector(".name").textContent;
    const place = made("div", { class: "dialogue wide", tabindex: "0", role: "region", "aria-label": "Sequence diagram: " + name });
    place.append(diagram.drawn(one, room || scenario.clientWidth || ON_PAPER));
    const full = one.full?.length, list = made("ol", { class: "words" });
    (full ? one.full : one.said).forEach(([at, from, to, channel, words], number) => {
      if (!full && one.wrong?.after === number) list.append(here(one));
      if (!full && one.gap?.after === number) list.append(made("li", { class: "quiet" }, `… ${one.gap.exchanges} more in between`));
      list.append(made("li", {}, made("span", { class: "quiet" }, `${diagram.after(at)}, ${channel}: `), `${from} → ${to}: `, made("bdi", {}, words)));
    });
    if (one.wrong && (full || one.wrong.after >= one.said.length)) list.append(here(one));
    if (one.more) list.append(made("li", { class: "quiet" }, `${one.more} more in run.jsonl`));
    return [place, made("details", { class: "list" }, made("summary", {}, full ? "Word for word" : "As a list"), list)];
  }

  const here = (one) => made("li", { class: "wrong" }, `Here it went wrong: ${one.wrong.what}`);

  document.addEventListener("toggle", (event) => {
    if (event.target.matches("details.s") && event.target.open) show(event.target);
  }, true);

  /* ---- search and filters */

  function filter() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = buttons.filter((one) => one.getAttribute("aria-pressed") === "true").map((one) => one.dataset.o);
    const asked = words.length || wanted.length;
    let shown = 0;
    for (const [one, said] of texts) {
      const fits = words.every((word) => said.includes(word)) && (!wanted.length || wanted.includes(one.dataset.o));
      one.classList.toggle("hidden", !fits);
      shown += fits;
    }
    for (const group of document.querySelectorAll("details.o, section.group, article, section.journey")) {
      group.classList.toggle("hidden", !group.querySelector("details.s:not(.hidden)"));
      if (asked && group.matches("details.o")) group.open = true;
    }
    document.body.classList.toggle("searching", Boolean(asked));
    count.textContent = shown ? `${shown} of ${scenarios.length} scenarios` : "nothing found";
  }

  function everything() {
    search.value = "";
    for (const one of buttons) one.setAttribute("aria-pressed", "false");
    filter();
  }

  if (search) {
    search.addEventListener("input", filter);
    for (const one of buttons)
      one.addEventListener("click", () => {
        one.setAttribute("aria-pressed", one.getAttribute("aria-pressed") !== "true");
        filter();
      });
    for (const one of document.querySelectorAll("button[data-rule]"))
      one.addEventListener("click", () => {
        everything();
        search.value = one.dataset.rule;
        filter();
        search.scrollIntoView();
        search.focus();
      });
  }

  /* ---- links into the page, and paper */

  function follow() {
    const there = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!there || there === document.body) return;
    if (there.closest(".hidden")) everything();
    for (let one = there; one; one = one.parentElement) if (one.matches("details")) one.open = true;
    there.scrollIntoView();
    there.querySelector("summary")?.focus({ preventScroll: true });
  }

  addEventListener("beforeprint", () => {
    for (const one of scenarios) {
      if (!one.classList.contains("hidden") && one.querySelector("summary .bad")) {
        for (let around = one; around; around = around.parentElement) if (around.matches("details")) around.open = true;
        show(one, ON_PAPER);
      }
    }
  });

  addEventListener("hashchange", follow);
  if (search) filter();
  if (!window.DecompressionStream) {
    document.querySelector("main").prepend(made("p", { class: "notes" }, "This browser is too old to show steps and exchanges; a newer one shows them."));
    return;
  }
  unpacked().then((found) => {
    carried = found;
    for (const one of scenarios) {
      const own = carried[one.id];
      texts.set(one, text(one, [...own.steps.map(([, line]) => line), ...own.tags, ...(own.rules ?? [])].join(" ")));
      if (one.open) show(one);
    }
    follow();
    document.documentElement.dataset.ready = "yes";
  });
})();
