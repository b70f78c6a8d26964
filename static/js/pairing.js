// A screen that waits: asks every other second whether somebody has taken it, and shows the code that holds.

const EVERY = 2_000;
const shown = document.body.dataset.code;

localStorage.setItem("rostrum:paired", "yes");

const ask = async () => {
  try {
    const response = await fetch("/screen/waiting", { cache: "no-store" });
    const { code } = await response.json();
    // Loading the page again leads to wherever the screen belongs now, or to the next code.
    if (response.ok && code !== shown) return location.reload();
  } catch {
    // The server is away: it is asked again.
  }
  return setTimeout(ask, EVERY);
};

setTimeout(ask, EVERY);
const stayAwake = () => document.visibilityState === "visible" && navigator.wakeLock?.request("screen").catch(() => {});
document.addEventListener("visibilitychange", stayAwake);
stayAwake();
