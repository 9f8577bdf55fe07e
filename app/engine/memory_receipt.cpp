// SPDX-License-Identifier: GPL-3.0-or-later
// describe --context, --layers, --memory: what a model takes, item by item.
#include "app/engine/memory_receipt.h"

#include "core/exec/step_memory.h"

#include <cctype>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace pareto::engine {

namespace {

constexpr Whole kContexts{1, int64_t{1} << 30};
constexpr Whole kReceiptBatches{1, 1 << 16};
constexpr double kMostBytes = 4e18; ///< sums of figures below it stay in 63 bits

struct Unit {
  const char* name;
  double bytes;
};
constexpr Unit kUnits[] = {
    {"", 1},      {"B", 1},        {"KB", 1e3},        {"MB", 1e6},           {"GB", 1e9},
    {"TB", 1e12}, {"KIB", 1024.0}, {"MIB", 1048576.0}, {"GIB", 1073741824.0}, {"TIB", 1099511627776.0}};

std::string megabytes(int64_t bytes) {
  char text[40];
  std::snprintf(text, sizeof text, "%.3f", static_cast<double>(bytes) / 1e6);
  return text;
}

/// One row of the table.
struct Row {
  std::string layer, kind;
  int64_t weights = 0;
  StateBytes state;
  int64_t total() const { return weights + state.total(); }
};

std::string text_of(const Row& row) {
  char text[256];
  std::snprintf(text, sizeof text, "%5s  %-18s %14s %14s %14s %14s %14s", row.layer.c_str(), row.kind.c_str(),
                megabytes(row.weights).c_str(), megabytes(row.state.growing).c_str(),
                megabytes(row.state.windowed).c_str(), megabytes(row.state.fixed).c_str(),
                megabytes(row.total()).c_str());
  return text;
}

template <class Event>
void set_bytes(Event& event, const Row& row) {
  event.weight_bytes = row.weights;
  event.growing_bytes = row.state.growing;
  event.windowed_bytes = row.state.windowed;
  event.fixed_bytes = row.state.fixed;
  event.total_bytes = row.total();
}

/// The receipt at one context.
class Receipt {
public:
  Receipt(const Footprint& footprint, const ReceiptRequest& request, int64_t context, const Output& out)
      : m_footprint(footprint), m_request(request), m_context(context),
        m_out(out), m_sum{"", "sum", footprint.weight_bytes(), footprint.state(request.batch, context)} {}

  Status print() {
    protocol::MemoryTold event;
    event.context = m_context;
    event.batch = m_request.batch;
    set_bytes(event, m_sum);
    const int64_t activations = activation_bytes(m_footprint, {static_cast<int>(m_request.batch), 1, Phase::Decode});
    event.activation_bytes = activations;
    std::string text = "At " + std::to_string(m_context) + " tokens" +
                       (m_request.batch > 1 ? ", " + std::to_string(m_request.batch) + " requests" : std::string()) +
                       ": " + megabytes(m_sum.total()) + " MB = weights " + megabytes(m_sum.weights) +
                       " + growing cache " + megabytes(m_sum.state.growing) + " + windows " +
                       megabytes(m_sum.state.windowed) + " + fixed state " + megabytes(m_sum.state.fixed) +
                       "; a step's own values take " + megabytes(activations) + " MB besides";
    PARETO_TRY(add_fit(event, text));
    m_out.report(event, text + ".");
    if (m_request.layers)
      print_layers();
    return {};
  }

private:
  Status add_fit(protocol::MemoryTold& event, std::string& text) const {
    if (!m_request.memory)
      return {};
    PARETO_TRY_ASSIGN(memory, parse_bytes(*m_request.memory));
    const int64_t fit = m_footprint.sequences_in(memory, m_context);
    event.memory_bytes = memory;
    event.requests_fit = fit;
    text += "; " + std::to_string(fit) + (fit == 1 ? " request" : " requests") + " of this length fit in " +
            *m_request.memory;
    return {};
  }

  void print_layers() const {
    char head[256];
    std::snprintf(head, sizeof head, "%5s  %-18s %14s %14s %14s %14s %14s", "layer", "kind", "weights, MB",
                  "growing, MB", "windows, MB", "fixed, MB", "sum, MB");
    if (!m_out.json())
      m_out.line({}, head);
    for (const FootprintPart& part : m_footprint.parts()) {
      const Row row{part.layer < 0 ? "" : std::to_string(part.layer), part.kind, part.weight_bytes,
                    m_footprint.state(part, m_request.batch, m_context)};
      protocol::LayerTold event;
      event.context = m_context;
      event.batch = m_request.batch;
      event.layer = part.layer < 0 ? std::nullopt : std::optional<int64_t>(part.layer);
      event.kind = part.kind;
      set_bytes(event, row);
      m_out.report(event, text_of(row));
    }
    if (!m_out.json())
      m_out.line({}, text_of(m_sum));
  }

  const Footprint& m_footprint;
  const ReceiptRequest& m_request;
  int64_t m_context;
  const Output& m_out;
  Row m_sum;
};

} // namespace

Result<int64_t> parse_bytes(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  std::string name;
  for (const char* at = end; *at; ++at)
    if (*at != ' ')
      name += static_cast<char>(std::toupper(static_cast<unsigned char>(*at)));
  for (const Unit& unit : kUnits)
    if (end != text.c_str() && name == unit.name && std::isdigit(static_cast<unsigned char>(text.front())) &&
        value * unit.bytes < kMostBytes)
      return static_cast<int64_t>(std::floor(value * unit.bytes));
  return fail(ErrorCode::InvalidArgument, "--memory takes bytes or a size such as 24GB or 16GiB; found '" + text + "'.",
              "--memory");
}

void declare_receipt(Options& options, ReceiptRequest& request) {
  options.places(request.contexts, "--context", kContexts, "Tokens of context the memory is shown at");
  options.integer(request.batch, "--batch", kReceiptBatches, "Requests at the same time");
  options.toggle(request.layers, "--layers",
                 "The memory receipt: every layer's weights, growing cache, windows and fixed state");
  options.text(request.memory, "--memory", "SIZE", "How many requests fit in so much: bytes, 24GB, 16GiB");
}

Status print_receipt(const Footprint& footprint, const ReceiptRequest& request, int64_t otherwise, const Output& out) {
  const std::vector<int64_t> contexts = request.contexts.empty() ? std::vector<int64_t>{otherwise} : request.contexts;
  for (int64_t context : contexts) {
    const double each = static_cast<double>(footprint.cache_bytes_per_token()) * static_cast<double>(context) +
                        static_cast<double>(footprint.state(1, 1).fixed);
    if (each * static_cast<double>(request.batch) > kMostBytes)
      return fail(ErrorCode::InvalidArgument,
                  "--context " + std::to_string(context) + " with --batch " + std::to_string(request.batch) +
                      " takes more than 4e18 bytes; ask for less.",
                  "--context");
    PARETO_TRY(Receipt(footprint, request, context, out).print());
  }
  return {};
}

} // namespace pareto::engine
