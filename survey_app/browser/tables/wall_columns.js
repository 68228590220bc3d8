// As many points as a column of the screen holds.

/** Put points into a list until it is full. Gives how many are there; one that is too long alone is there all the same. */
export function fill(list, points, isNew) {
  list.replaceChildren();
  let count = 0;
  for (const point of points) {
    const item = itemOf(point, isNew(point));
    list.append(item);
    if (count > 0 && list.scrollHeight > list.clientHeight + 1) {
      item.remove();
      break;
    }
    count += 1;
  }
  return count;
}

function itemOf(point, isNew) {
  const item = document.createElement("li");
  item.className = `wa-wall__point${isNew ? " wa-wall__point--new" : ""}`;
  const text = document.createElement("p");
  text.className = "wa-wall__text";
  text.textContent = point.text;
  item.append(text);
  const marks = [isNew && ["wa-wall__new", "New"], point.room && ["wa-wall__room", "From the room"]].filter(Boolean);
  if (marks.length > 0) item.append(marksOf(marks));
  return item;
}

function marksOf(marks) {
  const line = document.createElement("p");
  line.className = "wa-wall__marks";
  for (const [className, text] of marks) {
    const mark = document.createElement("span");
    Object.assign(mark, { className, textContent: text });
    line.append(mark, " ");
  }
  return line;
}
