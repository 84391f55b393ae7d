/* Opens scenarios, searches and filters them, and follows links to them. */
(() => {
  const ON_PAPER = 680, TALLEST_ON_PAPER = 900, A_LITTLE_MORE = 1.2;
  const NOT_PASSED = ["failed", "error", "flaky", "undecided"];
  const scenarios = [...document.querySelectorAll("details.s")];
  const search = document.getElementById("search"), count = document.getElementById("found");
  const tools = document.querySelector(".tools"), all = document.getElementById("all");
  const buttons = [...document.querySelectorAll("button[data-o]")];
  const texts = new Map(scenarios.map((one) => [one, text(one)]));
  let carried = {}, asked = [];

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
    if (one.measured?.length) body.append(measured(one));
    if (one.said?.length) body.append(...dialogue(scenario, one, room || scenario.clientWidth || ON_PAPER));
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

  /* Its name, without what is told of it. */
  function called(scenario) {
    const name = scenario.querySelector(".name").cloneNode(true);
    for (const told of name.querySelectorAll(".grave, .since, .why, .waived")) told.remove();
    const above = scenario.closest("details.o")?.querySelector(".name").firstChild.textContent.trim();
    return [...(above ? [above] : []), name.textContent.trim()].join(", ");
  }

  /* As a drawing, within which stands a list for whoever can't see it; as that list where there is no room to draw. */
  function dialogue(scenario, one, room) {
    const drawing = diagram.drawn(one, room), folded = (name, inside) => made("details", { class: "list" }, made("summary", {}, name), inside);
    const [width, height] = ["width", "height"].map((side) => Number(drawing.getAttribute(side)));
    const shown = made("div", { class: "dialogue wide", tabindex: "0", role: "group", "aria-label": `Sequence diagram: ${called(scenario)}` }, drawing);
    const fits = width <= A_LITTLE_MORE * room, full = one.full?.length, list = words(one, one.said);
    const place = fits ? shown : folded("As a drawing", shown);
    if (fits) {
      const heard = list.cloneNode(true);
      heard.classList.add("unseen");
      shown.append(heard);
    }
    const smaller = Math.min(1, ON_PAPER / width);
    place.classList.toggle("too-large", smaller < 1 / A_LITTLE_MORE || height * smaller > TALLEST_ON_PAPER);
    return [place, ...(fits ? [] : [list]), ...(full ? [folded("Word for word", words(one, one.full))] : fits ? [folded("As a list", list)] : [])];
  }

  /* What was said, and where it went wrong: in full there stands what the drawing leaves out. */
  function words(one, said) {
    const list = made("ol", { class: "words", role: "list" }), full = said === one.full, gap = one.gap ?? { after: Infinity };
    const wrong = one.wrong ? one.wrong.after + (full && one.wrong.after > gap.after ? gap.exchanges : 0) : -1;
    const here = () => list.append(made("li", { class: "wrong" }, `Here it went wrong: ${one.wrong.what}`));
    said.forEach(([at, from, to, channel, words], number) => {
      if (number === wrong) here();
      if (!full && gap.after === number) list.append(made("li", { class: "quiet" }, `… ${gap.exchanges} more in between`));
      list.append(made("li", {}, made("span", { class: "quiet" }, `${diagram.after(at)}, ${channel}: `), `${from} → ${to}: `, made("bdi", {}, words)));
    });
    if (full && one.more) list.append(made("li", { class: "quiet" }, `${one.more} more in run.jsonl`));
    if (wrong >= said.length) here();
    return list;
  }

  function measured(one) {
    const lines = one.measured.map(([what, times, most, unit]) =>
      made("li", {}, `${what}: ${unit === "s" ? diagram.after(Math.round(most * 1000)) : `${most} ${unit}`}${times > 1 ? ` at most, ${times} times` : ""}`));
    return made("details", { class: "list" }, made("summary", {}, "What was measured"), made("ul", {}, ...lines));
  }

  document.addEventListener("toggle", (event) => {
    if (event.target.matches("details.s") && event.target.open) show(event.target);
  }, true);

  /* ---- search and filters */

  /* What a link into this page may ask for, and whether a scenario is so. */
  const ASKS = {
    journey: (one, id) => one.closest("section.journey").getAttribute("aria-labelledby") === `journey-${id}`,
    state: (one, state) => state === "broken" && one.querySelector("summary .badge").classList.contains("bad"),
    rule: (one, id) => carried[one.id]?.rules?.includes(id),
    tag: (one, tag) => carried[one.id]?.tags.includes(tag),
    measured: (one, what) => carried[one.id]?.measured?.some(([name]) => name === what),
  };

  function filter() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = buttons.filter((one) => one.getAttribute("aria-pressed") === "true").map((one) => one.dataset.o);
    const some = words.length || wanted.length || asked.length;
    let shown = 0;
    for (const [one, said] of texts) {
      const fits = words.every((word) => said.includes(word)) && (!wanted.length || wanted.includes(one.dataset.o))
        && asked.every(([what, which]) => ASKS[what](one, which));
      one.classList.toggle("hidden", !fits);
      shown += fits;
    }
    for (const group of document.querySelectorAll("details.o, section.group, article, section.journey")) {
      group.classList.toggle("hidden", !group.querySelector("details.s:not(.hidden)"));
      if (some && group.matches("details.o")) group.open = true;
    }
    document.body.classList.toggle("searching", Boolean(some));
    all.hidden = !some;
    const narrowed = asked.map(([what, which]) => (what === "journey" && document.getElementById(`journey-${which}`)?.textContent) || which);
    count.textContent = [shown ? `${shown} of ${scenarios.length} scenarios` : "nothing found", ...narrowed].join(", ");
  }

  function everything() {
    search.value = "";
    asked = [];
    for (const one of buttons) one.setAttribute("aria-pressed", "false");
    filter();
  }

  /* Whatever is scrolled to stands below the search. */
  function keepClear() {
    document.documentElement.style.scrollPaddingTop = `${tools.offsetHeight + 12}px`;
  }

  if (search) {
    tools.hidden = false;
    document.querySelector(".unscripted").hidden = true;
    new ResizeObserver(keepClear).observe(tools);
    search.addEventListener("input", filter);
    all.addEventListener("click", () => { everything(); search.focus(); });
    for (const one of buttons)
      one.addEventListener("click", () => {
        one.setAttribute("aria-pressed", one.getAttribute("aria-pressed") !== "true");
        filter();
      });
  }

  /* ---- links into the page, and paper */

  /* The place behind the #; nothing where its letters are no letters. */
  function place() {
    try {
      return document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch (error) {
      if (error instanceof URIError) return null;
      throw error;
    }
  }

  /* #journey=booking&outcome=failed shows these and no others. */
  function narrow() {
    const query = [...new URLSearchParams(location.hash.slice(1))];
    const outcomes = query.filter(([what]) => what === "outcome").map(([, which]) => which);
    const others = query.filter(([what]) => Object.hasOwn(ASKS, what));
    if (!search || !(outcomes.length || others.length)) return;
    everything();
    asked = others;
    for (const one of buttons) one.setAttribute("aria-pressed", outcomes.includes(one.dataset.o));
    if (outcomes.length && !buttons.some((one) => outcomes.includes(one.dataset.o))) asked.push(["state", outcomes.join(" or ")]);
    filter();
    keepClear();
    (document.querySelector("section.journey:not(.hidden)") ?? tools).scrollIntoView();
    count.focus({ preventScroll: true });
  }

  function follow() {
    const there = place();
    if (!there) return narrow();
    if (there === document.body) return;
    if (there.closest(".hidden, .searching .rules")) everything();
    for (let one = there; one; one = one.parentElement) if (one.matches("details")) one.open = true;
    there.scrollIntoView();
    there.querySelector("summary")?.focus({ preventScroll: true });
  }

  addEventListener("beforeprint", () => {
    for (const one of scenarios) {
      if (!one.classList.contains("hidden") && NOT_PASSED.includes(one.dataset.o)) {
        for (let around = one; around; around = around.parentElement) if (around.matches("details")) around.open = true;
        show(one, ON_PAPER);
      }
    }
  });

  /* A link that was followed before leads there again. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href^='#']");
    if (link && link.hash === location.hash) follow();
  });
  addEventListener("hashchange", follow);
  if (search) filter();
  if (!window.DecompressionStream) {
    document.querySelector("main").prepend(made("p", { class: "notes" }, "This browser is too old to show steps and exchanges; a newer one shows them."));
    follow();
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
