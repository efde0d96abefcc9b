// Keeps the stock fresh and shows whether the live connection stands. The page is complete without it.
const left = document.getElementById("left");
const sold = document.getElementById("sold");
const dot = document.getElementById("dot");
const live = document.getElementById("live");

async function refresh() {
  try {
    const answer = await fetch("/api/stock", { headers: { accept: "application/json" } });
    if (!answer.ok || !(answer.headers.get("content-type") ?? "").includes("json")) return;
    const stock = await answer.json();
    if (typeof stock.left !== "number") return;
    left.textContent = String(stock.left);
    sold.value = stock.left;
  } catch {
    // The next round may get through.
  }
}

function connect(pause) {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const socket = new WebSocket(`${scheme}://${location.host}/live`);
  socket.addEventListener("open", () => socket.send("hello"));
  socket.addEventListener("message", () => {
    dot.classList.add("on");
    live.textContent = "The drop is live";
    pause = 1000;
  });
  socket.addEventListener("close", () => {
    dot.classList.remove("on");
    live.textContent = "The drop is open";
    setTimeout(() => connect(Math.min(pause * 2, 30000)), pause);
  });
}

setInterval(refresh, 5000);
connect(1000);
