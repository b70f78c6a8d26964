// Move rows of lists: by their grip with the pointer, or with Alt and the arrow keys.

import { watchGrips } from "./drag.js";

/**
 * A row moves within its own list, which holds nothing but rows.
 *
 * `moved(row, after)` tells the server, with the id of the row before or nothing, and returns whether it accepted.
 * `told(place)` announces the new place, counted from one. `settled()` is called when no row is being moved any more.
 */
export const movesRows = ({ moved, told, settled }) => {
  let pending = 0;

  const idOf = (row) => row?.querySelector("form")?.dataset.id ?? "";
  const place = (row) => [...row.parentElement.children].indexOf(row) + 1;
  const busy = () => dragging() || pending > 0;

  const putBefore = (row, next) => {
    const { activeElement } = document;
    const list = row.parentElement;
    if (list.moveBefore) list.moveBefore(row, next);
    else list.insertBefore(row, next);
    if (row.contains(activeElement) && document.activeElement !== activeElement) activeElement.focus();
  };

  const tell = async (row, back) => {
    told(place(row));
    pending += 1;
    const taken = await moved(row, idOf(row.previousElementSibling));
    pending -= 1;
    if (!taken && row.isConnected) putBefore(row, back?.isConnected ? back : null);
    if (!busy()) settled();
  };

  const step = (row, down) => {
    const back = row.nextElementSibling;
    const beside = down ? back : row.previousElementSibling;
    if (!beside) return;
    putBefore(row, down ? beside.nextElementSibling : beside);
    row.scrollIntoView({ block: "nearest" });
    tell(row, back);
  };

  document.addEventListener("keydown", (event) => {
    const arrow = event.key === "ArrowUp" || event.key === "ArrowDown";
    const row = event.target.closest?.(".rows > .plan-row");
    if (!arrow || !row) return;
    if (!event.altKey && !event.target.matches(".grip")) return;
    event.preventDefault();
    step(row, event.key === "ArrowDown");
  });

  const dragging = watchGrips({
    grip: ".grip",
    row: ".plan-row",
    over: putBefore,
    drop: (row, _, home) => tell(row, home),
    cancel: (row, home) => {
      putBefore(row, home);
      if (!busy()) settled();
    },
  });

  return { busy };
};
