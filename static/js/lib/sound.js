// Cues as sound: synthesised, off until somebody clicks, and never for a moment that has passed.

import { serverNow } from "./clock.js";

const LATEST = 3_000; // ms: a cue older than this is silent, so that nothing bursts out after sleep
const TONES = { before: [880], zero: [660, 660], after: [440, 440, 440] };

let context = null;

/** Is sound on? */
export const soundIsOn = () => context?.state === "running";

/** On or off; must be called from a click, because browsers let nothing else make a sound. */
export const switchSound = async () => {
  if (soundIsOn()) return context.suspend();
  context ??= new AudioContext();
  await context.resume();
  play(TONES.before);
};

/** The sound of a cue: one tone before zero, two at zero, three after it. `left` and `at` in milliseconds. */
export const soundCue = (left, at) => {
  if (!soundIsOn() || Math.abs(serverNow() - at) > LATEST) return false;
  play(left > 0 ? TONES.before : left === 0 ? TONES.zero : TONES.after);
  return true;
};

const play = (tones) => tones.forEach((pitch, n) => tone(pitch, context.currentTime + n * 0.35));

const tone = (pitch, from) => {
  const [source, volume] = [context.createOscillator(), context.createGain()];
  source.frequency.value = pitch;
  volume.gain.setValueAtTime(0, from);
  volume.gain.linearRampToValueAtTime(0.4, from + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.001, from + 0.28);
  source.connect(volume).connect(context.destination);
  source.start(from);
  source.stop(from + 0.3);
};
