// A waiting screen: asks every two seconds whether a moderator has paired it, and shows its code.

const EVERY = 2_000;
const shown = document.body.dataset.code;

localStorage.setItem("rostrum:paired", "yes");

const ask = async () => {
  try {
    const response = await fetch("/screen/waiting", { cache: "no-store" });
    const { code } = await response.json();
    // Reloading leads to the screen's page, or to its next code.
    if (response.ok && code !== shown) return location.reload();
  } catch {
    // The server does not respond: try again.
  }
  return setTimeout(ask, EVERY);
};

setTimeout(ask, EVERY);
const stayAwake = () => document.visibilityState === "visible" && navigator.wakeLock?.request("screen").catch(() => {});
document.addEventListener("visibilitychange", stayAwake);
stayAwake();
