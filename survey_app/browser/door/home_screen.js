// The forums whose door is open, and those whose list is on this device.
import { linkTo, make, part, putChildren, screenOf, show } from "../visits/app_markup.js";

export async function homeScreen(door) {
  const element = screenOf("home");
  const refresh = async () => {
    const kept = (await door.store.lists()).map(({ content }) => ({ ...content.forum, isHere: true }));
    const greeting = door.sync.requests.greetings.get(door.slug);
    const others = (greeting?.forums ?? []).filter(({ id }) => !kept.some((one) => one.id === id));
    const found = [...kept, ...others];
    putChildren(part(element, "forums"), found.map((forum) => row(door, forum)));
    show(element, { nothing: !found.length });
  };
  door.sync.hello().then(refresh, () => {});
  return { element, refresh };
}

function row(door, forum) {
  const item = make("li", "", { class: "wa-door__forum" });
  item.append(linkTo(`#/${forum.id}`, forum.title), make("span", forum.when, { class: "wa-beneath" }));
  if (forum.isHere) {
    const button = make("button", "Delete its list from this device", { type: "button", class: "wa-button-link wa-app__tap" });
    button.addEventListener("click", async () => {
      await door.store.forget(forum.id);
      door.say(`The list of ${forum.title} is deleted from this device`);
      await door.sync.gone(door.slug, forum.id);
    });
    item.append(button);
  }
  return item;
}
