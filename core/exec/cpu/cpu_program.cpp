// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/cpu_program.h"

#include "core/exec/cpu/compilation.h"
#include "core/exec/step_check.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>

namespace pareto::cpu {

namespace {

/// Angles of all tokens; positions and the planned length come from the step.
void fill_angles(Angles& angles, const StepInput& input, int batch, int tokens, int64_t begin, int64_t end) {
  const RopeTable& table = *angles.table;
  const size_t half = table.inv_freq.size();
  for (int64_t row = begin; row < end; ++row) {
    const auto b = static_cast<size_t>(row / tokens);
    const int64_t position = table.counted(input.position[b] + row % tokens);
    const int64_t planned =
        input.planned.size() == static_cast<size_t>(batch) ? input.planned[b] : input.position[b] + input.count[b];
    const bool far = !table.inv_freq_long.empty() && planned > table.long_after;
    const std::vector<double>& frequencies = far ? table.inv_freq_long : table.inv_freq;
    const double factor = rope_factor(table, position);
    for (size_t j = 0; j < half; ++j) {
      const double angle = static_cast<double>(position) * frequencies[j];
      angles.cosine[static_cast<size_t>(row) * half + j] = static_cast<float>(std::cos(angle) * factor);
      angles.sine[static_cast<size_t>(row) * half + j] = static_cast<float>(std::sin(angle) * factor);
    }
  }
}

class CpuProgram : public Program {
public:
  CpuProgram(const Graph& graph, const CpuWeights& weights, ThreadTeam& team, const Kernels& kernels, FusionSet fusions)
      : m_graph(graph), m_check(graph), m_compilation(m_graph, weights, team, kernels, fusions) {}

  Status compile() {
    PARETO_TRY(m_compilation.allocate());
    PARETO_TRY(reserve_kept());
    add_angle_task();
    for (const NodeGroup& group : m_compilation.schedule)
      PARETO_TRY(compile_group(m_compilation, group));
    return {};
  }

  Status set_input(std::string_view name, std::span<const float> values) override {
    for (const NamedTensor& input : m_graph.inputs()) {
      if (input.name != name)
        continue;
      if (static_cast<int64_t>(values.size()) != input.tensor.shape.elements())
        return fail(ErrorCode::InvalidArgument, "Input '" + std::string(name) + "' takes " +
                                                    std::to_string(input.tensor.shape.elements()) + " values.");
      std::memcpy(m_compilation.base(input.tensor.id), values.data(), values.size_bytes());
      return {};
    }
    return fail(ErrorCode::NotFound, "The graph has no input '" + std::string(name) + "'.");
  }

  Status run(State& state, const StepInput& input) override {
    auto* own = dynamic_cast<CpuState*>(&state);
    if (!own)
      return fail(ErrorCode::InvalidArgument, "This state was made by another executor.");
    if (own->entries().size() != m_graph.states().size())
      return fail(ErrorCode::InvalidArgument, "This state was made for another model.");
    PARETO_TRY(m_check.check(input, *own, own->largest_step()));
    bind_tokens(input);
    m_compilation.environment = {own, &input};
    if (!input.commit)
      keep_states(*own, input);
    m_compilation.team.run([this](int thread) { run_tasks(thread); });
    if (!input.commit)
      give_back_states(*own, input);
    for (size_t b = 0; b < input.count.size() && input.commit; ++b)
      own->set_length(input.slot[b], input.position[b] + input.count[b]);
    return {};
  }

  std::span<const float> output(std::string_view name) const override {
    const Tensor* tensor = find_output(name);
    return tensor ? std::span<const float>(m_compilation.data(*tensor), static_cast<size_t>(tensor->shape.elements()))
                  : std::span<const float>();
  }

  std::span<const int32_t> output_i32(std::string_view name) const override {
    const Tensor* tensor = find_output(name);
    if (!tensor)
      return {};
    return {reinterpret_cast<const int32_t*>(m_compilation.data(*tensor)),
            static_cast<size_t>(tensor->shape.elements())};
  }

  int64_t activation_bytes() const override { return m_compilation.arena_bytes(); }

private:
  /// Ids behind a row's count are anything: the gather must not follow them.
  void bind_tokens(const StepInput& input) {
    const auto tokens = static_cast<size_t>(m_graph.shape().tokens);
    for (const NamedTensor& known : m_graph.inputs()) {
      if (known.name != "tokens" || known.tensor.kind != Kind::I32)
        continue;
      auto* ids = reinterpret_cast<int32_t*>(m_compilation.base(known.tensor.id));
      std::copy(input.tokens.begin(), input.tokens.end(), ids);
      for (size_t b = 0; b < input.count.size(); ++b)
        std::fill(ids + b * tokens + static_cast<size_t>(input.count[b]), ids + (b + 1) * tokens, 0);
    }
  }

  const Tensor* find_output(std::string_view name) const {
    for (const NamedTensor& output : m_graph.outputs())
      if (output.name == name)
        return &output.tensor;
    return nullptr;
  }

  /// Angles change with the position only: once a step, before everything else.
  void add_angle_task() {
    Compilation& c = m_compilation;
    for (const Node& node : m_graph.nodes())
      if (const auto* rope = std::get_if<RopeSpec>(&node.spec); rope && rope->table)
        c.angles_of(rope->table);
    for (auto& angles : c.angles) {
      const int batch = m_graph.shape().batch, tokens = m_graph.shape().tokens;
      c.add_shared(int64_t{batch} * tokens, static_cast<int64_t>(angles->cosine.size()) * 16,
                   [&c, a = angles.get(), batch, tokens](int64_t begin, int64_t end, int) {
                     fill_angles(*a, *c.environment.input, batch, tokens, begin, end);
                   });
    }
  }

  /// One region for the step: serial tasks on thread 0, a barrier after each parallel one and before it where needed.
  void run_tasks(int thread) {
    bool pending = false; // serial work the others have not been told of
    for (const Task& task : m_compilation.tasks) {
      if (task.serial) {
        if (thread == 0)
          task.work(0);
        pending = true;
        continue;
      }
      if (pending)
        m_compilation.team.barrier();
      task.work(thread);
      m_compilation.team.barrier();
      pending = false;
    }
  }

  /// Room for what an uncommitted step must give back. Its pages are taken by the first such step only.
  Status reserve_kept() {
    int64_t elements = 0;
    for (const StateDecl& decl : m_graph.states())
      if (decl.kind == StateKind::Replace)
        elements += decl.shape.elements() * m_graph.shape().batch;
    PARETO_TRY_ASSIGN(kept, PageBuffer::allocate(elements * 4));
    m_kept = std::move(kept);
    return {};
  }

  /// A step that must not be remembered runs on the live state and is undone afterwards. Histories need no copy: rows
  /// behind the length are never read, and a ring's overwritten rows lie outside every later window.
  void keep_states(CpuState& state, const StepInput& input) {
    for_each_replaced(state, input, [](float* live, float* kept, int64_t count) { std::copy_n(live, count, kept); });
  }

  void give_back_states(CpuState& state, const StepInput& input) {
    for_each_replaced(state, input, [](float* live, float* kept, int64_t count) { std::copy_n(kept, count, live); });
  }

  /// visit(live, kept, elements) for every rewritten entry of every sequence of the step.
  template <class Visit>
  void for_each_replaced(CpuState& state, const StepInput& input, const Visit& visit) {
    auto* kept = reinterpret_cast<float*>(m_kept.data());
    for (size_t i = 0; i < m_graph.states().size(); ++i) {
      StateEntry& entry = state.entry(static_cast<int32_t>(i));
      if (entry.decl().kind != StateKind::Replace)
        continue;
      const int64_t count = entry.decl().shape.elements();
      for (int32_t slot : input.slot) {
        visit(entry.values(slot), kept, count);
        kept += count;
      }
    }
  }

  Graph m_graph;
  StepCheck m_check;
  Compilation m_compilation;
  PageBuffer m_kept; ///< rewritten entries of the step's sequences, in order
};

} // namespace

Result<std::unique_ptr<Program>> make_program(const Graph& graph, const CpuWeights& weights, ThreadTeam& team,
                                              const Kernels& kernels, FusionSet fusions) {
  auto program = std::make_unique<CpuProgram>(graph, weights, team, kernels, fusions);
  PARETO_TRY(program->compile());
  return std::unique_ptr<Program>(std::move(program));
}

} // namespace pareto::cpu
