// The form for the first session of a server: zone and start are the reader's own, where nothing better is known.

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const at = (name) => document.getElementById(`nothing-${name}`);
const two = (number) => String(number).padStart(2, "0");

const start = new Date();
start.setMinutes(60, 0, 0);
const hour = (moment) => `${two(moment.getHours())}:${two(moment.getMinutes())}`;

at("timezone").value = zone;
at("date").value = `${start.getFullYear()}-${two(start.getMonth() + 1)}-${two(start.getDate())}`;
at("start").value = hour(start);
at("end").value = hour(new Date(start.getTime() + 3_600_000));
