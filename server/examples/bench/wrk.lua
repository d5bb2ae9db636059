-- Sends what stands in a file, one request a line: method, path, cookie, encodings, body; `{key}` and `{n}` in a body are new each time.
local sent = {}
local at, count, run = 0, 0, ""

function setup(thread)
  count = count + 1
  thread:set("thread_number", count)
end

function init(arguments)
  run = arguments[2]
  for line in io.lines(arguments[1]) do
    local method, path, cookie, encodings, body = line:match("^(.-)\t(.-)\t(.-)\t(.-)\t(.*)$")
    local headers = {}
    if cookie ~= "" then headers["Cookie"] = cookie end
    if encodings ~= "" then headers["Accept-Encoding"] = encodings end
    if method == "POST" then
      headers["Content-Type"] = "application/x-www-form-urlencoded"
      sent[#sent + 1] = { path = path, headers = headers, body = body }
    else
      sent[#sent + 1] = wrk.format(method, path, headers)
    end
  end
  at = thread_number * 17
end

function request()
  at = at + 1
  local next = sent[at % #sent + 1]
  if type(next) == "string" then return next end
  local key = string.format("%s%04x%012x", run, thread_number, at)
  local body = next.body:gsub("{key}", key):gsub("{n}", key)
  return wrk.format("POST", next.path, next.headers, body)
end

function done(summary, latency)
  local bad = summary.errors
  io.write(string.format("measured %d %d %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    summary.bytes, bad.connect + bad.read + bad.write + bad.status + bad.timeout))
end
