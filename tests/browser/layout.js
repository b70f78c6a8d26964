// What is wrong with the layout of the page as it is shown now: a list of sentences, empty where all is well.
// `smallest` is the least size of text in CSS pixels, `target` the least height of what is pressed.
({ smallest, target }) => {
  const PRESSED = "button, .button, summary, select, textarea, input:not([type=hidden]), a[href], [role=button]";
  const problems = [];
  const say = (what, element) => problems.push(`${what}: ${described(element)}`);

  const described = (element) => {
    const name = element.id ? `#${element.id}` : element.className?.baseVal ?? element.className;
    const text = (element.textContent || element.value || "").trim().replace(/\s+/g, " ").slice(0, 40);
    return `${element.localName} ${name} "${text}" in ${element.parentElement?.closest("[id], [class]")?.className}`;
  };

  // The page stands still meanwhile: what was asked once of an element is not asked again.
  const remembered = (ask) => {
    const answers = new Map();
    return (element) => answers.get(element) ?? answers.set(element, ask(element)).get(element);
  };
  const style = remembered((element) => {
    const { position, overflowX, overflowY, textOverflow, webkitLineClamp, pointerEvents, fontSize, clipPath, display } =
      getComputedStyle(element);
    return { position, overflowX, overflowY, textOverflow, webkitLineClamp, pointerEvents, fontSize, clipPath, display };
  });
  const boxOf = remembered((element) => element.getBoundingClientRect());
  const isShown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const isUnseen = (element) =>
    element.closest(".unseen, .skip, [inert] option") !== null || style(element).clipPath === "inset(50%)";
  const hides = (value) => value === "hidden" || value === "clip";
  const scrolls = (value) => value === "auto" || value === "scroll";

  /** What of a box is in sight, after all that scrolls; null where nothing is. `cut` says whether something hides a part. */
  const inSight = (element, box, ownBox) => {
    let { left, top, right, bottom } = box;
    let cut = null;
    for (let e = ownBox ? element.parentElement : element; e && e !== document.body; e = e.parentElement) {
      const of = style(e);
      if (of.position === "fixed" && e === element) break;
      if (of.overflowX === "visible" && of.overflowY === "visible") continue;
      const around = boxOf(e);
      const [x, y] = [of.overflowX, of.overflowY];
      // Letters reach above and below their line: a quarter of the box may.
      const slack = (bottom - top) / 4 + 1;
      const outX = left < around.left - 2 || right > around.right + 2;
      const outY = top < around.top - slack || bottom > around.bottom + slack;
      if (hides(x) && outX && of.textOverflow !== "ellipsis") cut ??= e;
      // Of lines that are left out, none is seen in part: where they begin there is only the room for dots and tails.
      const isLeftOut = of.webkitLineClamp !== "none" && top > around.bottom - slack;
      if (hides(y) && isLeftOut) return { cut, box: null };
      if (hides(y) && outY) cut ??= e;
      if (x !== "visible") [left, right] = [Math.max(left, around.left), Math.min(right, around.right)];
      if (y !== "visible") [top, bottom] = [Math.max(top, around.top), Math.min(bottom, around.bottom)];
      if (scrolls(x) || scrolls(y)) cut = null;
      if (left >= right || top >= bottom) return { cut, box: null };
    }
    return { cut, box: { left, top, right, bottom } };
  };

  const layerOf = (element) => {
    for (let e = element; e; e = e.parentElement) if (["fixed", "sticky"].includes(style(e).position)) return e;
    return null;
  };

  /** A key's cap in a field, and other decoration of what is pressed. */
  const letsThrough = (element) => style(element).pointerEvents === "none" && element.closest("[inert]") === null;

  const boxes = []; // of texts and of what is pressed, as they are in sight
  const add = (element, box, kind) => boxes.push({ element, kind, layer: layerOf(element), ...box });

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || element.closest("svg, script, style, noscript, option")) continue;
    if (!isShown(element) || isUnseen(element)) continue;
    if (parseFloat(style(element).fontSize) < smallest) say(`text of ${style(element).fontSize}`, element);
    range.selectNodeContents(walker.currentNode);
    for (const line of range.getClientRects()) {
      if (line.width < 1 || line.height < 1) continue;
      const { cut, box } = inSight(element, line, false);
      if (cut) say(`cut off by ${described(cut)}`, element);
      // The box of a line is higher than its letters.
      const inset = box && (box.bottom - box.top) / 5;
      if (box) add(element, { ...box, top: box.top + inset, bottom: box.bottom - inset }, "text");
    }
  }

  for (const element of document.querySelectorAll(PRESSED)) {
    if (!isShown(element) || isUnseen(element)) continue;
    const isInText = element.localName === "a" && style(element).display === "inline";
    const height = Math.max(...[element, ...(element.labels ?? [])].map((area) => area.getBoundingClientRect().height));
    if (!isInText && height < target - 0.5) say(`a target of ${Math.round(height)} px`, element);
    const seen = inSight(element, element.getBoundingClientRect(), true).box;
    if (seen && !isInText) add(element, seen, "key");
  }

  // A name may be long; a word on a key is whole.
  for (const label of document.querySelectorAll(".keyrow button > span")) {
    if (!isShown(label) || isUnseen(label) || label.textContent.length > 16) continue;
    if (label.scrollWidth > label.clientWidth + 1) say("a short label is cut", label);
  }

  const apart = (a, b) => {
    const inset = 2;
    return a.right - inset <= b.left || b.right - inset <= a.left || a.bottom - inset <= b.top || b.bottom - inset <= a.top;
  };
  boxes.sort((a, b) => a.top - b.top);
  boxes.forEach((a, index) => {
    for (let next = index + 1; next < boxes.length && boxes[next].top < a.bottom; next += 1) {
      const b = boxes[next];
      if (apart(a, b) || a.layer !== b.layer || a.element === b.element) continue;
      if (letsThrough(a.element) || letsThrough(b.element)) continue;
      if (a.element.contains(b.element) || b.element.contains(a.element)) continue;
      say(`overlaps ${described(b.element)}`, a.element);
    }
  });

  const page = document.documentElement;
  if (scrollY > 0) problems.push(`the page begins ${scrollY} px below its top`);
  if (page.scrollWidth > innerWidth) {
    const widest = [...document.body.querySelectorAll("*")].find((e) => {
      const { left, right } = e.getBoundingClientRect();
      return (right > innerWidth + 1 || left < -1) && isShown(e) && inSight(e, e.getBoundingClientRect(), true).box?.right > innerWidth;
    });
    say(`the page is ${page.scrollWidth - innerWidth} px too wide`, widest ?? document.body);
  }
  return [...new Set(problems)];
}
