// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/gpu_program.h"

#include "core/exec/step_check.h"
#include "core/measure/sampling.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <list>

namespace pareto::gpu {

namespace {

constexpr size_t kMostRecordings = 8;
constexpr int64_t kLeastBucket = 256;

class GpuProgram : public Program {
public:
  GpuProgram(std::shared_ptr<Device> device, const Graph& graph, const GpuWeights& weights)
      : m_device(std::move(device)), m_graph(graph), m_weights(weights), m_check(graph) {}

  Status compile() {
    PARETO_TRY(m_buffers.allocate(*m_device, m_graph));
    PARETO_TRY_ASSIGN(fence, m_device->new_fence());
    m_fence = std::make_unique<Fence>(std::move(fence));
    return {};
  }

  Status set_input(std::string_view name, std::span<const float> values) override {
    for (const NamedTensor& input : m_graph.inputs()) {
      if (input.name != name)
        continue;
      if (static_cast<int64_t>(values.size()) != input.tensor.shape.elements())
        return fail(ErrorCode::InvalidArgument, "Input '" + std::string(name) + "' takes " +
                                                    std::to_string(input.tensor.shape.elements()) + " values.");
      std::memcpy(m_buffers.host.mapped() + m_buffers.input_at.at(input.tensor.id), values.data(), values.size_bytes());
      return {};
    }
    return fail(ErrorCode::NotFound, "The graph has no input '" + std::string(name) + "'.");
  }

  Status run(State& state, const StepInput& input) override {
    auto* own = dynamic_cast<GpuState*>(&state);
    if (!own)
      return fail(ErrorCode::InvalidArgument, "This state was made by another executor.");
    PARETO_TRY(own->trouble());
    PARETO_TRY(m_check.check(input, *own, own->largest_step()));
    int64_t longest = 1;
    for (size_t b = 0; b < input.count.size(); ++b)
      longest = std::max<int64_t>(longest, int64_t{input.position[b]} + input.count[b]);
    PARETO_TRY_ASSIGN(
        list,
        recorded(*own, std::max(kLeastBucket, static_cast<int64_t>(std::bit_ceil(static_cast<uint64_t>(longest))))));
    write_step(input);
    const double start = now_seconds();
    PARETO_TRY(list->submit(*m_device, *m_fence));
    PARETO_TRY(m_device->wait(*m_fence, list->submits()));
    m_device->pace().learn(list->expected_seconds(), now_seconds() - start, list->submits());
    if (m_device->options().profile)
      PARETO_TRY(list->add_times(*m_device, m_device->profile()));
    for (size_t b = 0; b < input.count.size() && input.commit; ++b)
      own->set_length(input.slot[b], int64_t{input.position[b]} + input.count[b]);
    return {};
  }

  std::span<const float> output(std::string_view name) const override {
    const NamedTensor* output = find_output(name);
    return output ? std::span(reinterpret_cast<const float*>(result(*output)),
                              static_cast<size_t>(output->tensor.shape.elements()))
                  : std::span<const float>();
  }

  std::span<const int32_t> output_i32(std::string_view name) const override {
    const NamedTensor* output = find_output(name);
    return output ? std::span(reinterpret_cast<const int32_t*>(result(*output)),
                              static_cast<size_t>(output->tensor.shape.elements()))
                  : std::span<const int32_t>();
  }

  int64_t activation_bytes() const override {
    return static_cast<int64_t>(m_buffers.arena.size() + m_buffers.host.size() + m_buffers.device.size() +
                                m_buffers.results.size() + m_buffers.scratch.size());
  }

private:
  struct Recording {
    uint64_t state = 0;
    int64_t bucket = 0;
    CommandList list;
  };

  const NamedTensor* find_output(std::string_view name) const {
    for (const NamedTensor& output : m_graph.outputs())
      if (output.name == name)
        return &output;
    return nullptr;
  }
  const std::byte* result(const NamedTensor& output) const {
    return m_buffers.results.mapped() + m_buffers.result_at.at(output.name);
  }

  /// The list for this state and bucket, recorded on first use; the oldest of too many goes.
  Result<const CommandList*> recorded(const GpuState& state, int64_t bucket) {
    if (m_slowness != m_device->pace().slowness()) // what was recorded before is cut too coarsely
      m_recordings.clear();
    m_slowness = m_device->pace().slowness();
    for (auto found = m_recordings.begin(); found != m_recordings.end(); ++found)
      if (found->state == state.id() && found->bucket == bucket) {
        m_recordings.splice(m_recordings.begin(), m_recordings, found);
        return &m_recordings.front().list;
      }
    PARETO_TRY_ASSIGN(work, Compilation(*m_device, m_graph, m_weights, m_buffers, state, bucket).run());
    PARETO_TRY_ASSIGN(list, CommandList::record(*m_device, work));
    if (m_recordings.size() >= kMostRecordings)
      m_recordings.pop_back();
    m_recordings.push_front({state.id(), bucket, std::move(list)});
    return &m_recordings.front().list;
  }

  void write_step(const StepInput& input) {
    auto* words = reinterpret_cast<uint32_t*>(m_buffers.host.mapped());
    words[0] = input.commit ? 1 : 0;
    const bool planned = input.planned.size() == input.count.size();
    for (size_t b = 0; b < input.count.size(); ++b) {
      uint32_t* row = words + 4 + 4 * b;
      row[0] = static_cast<uint32_t>(input.count[b]);
      row[1] = static_cast<uint32_t>(input.position[b]);
      row[2] = static_cast<uint32_t>(input.slot[b]);
      row[3] = static_cast<uint32_t>(planned ? input.planned[b] : input.position[b] + input.count[b]);
    }
    for (const NamedTensor& known : m_graph.inputs())
      if (known.name == "tokens" && known.tensor.kind == Kind::I32)
        std::memcpy(m_buffers.host.mapped() + m_buffers.input_at.at(known.tensor.id), input.tokens.data(),
                    std::min(input.tokens.size_bytes(), static_cast<size_t>(known.tensor.shape.elements()) * 4));
    for (const auto& [table, at] : m_buffers.angles)
      write_angles(*table, input, words, reinterpret_cast<float*>(m_buffers.host.mapped() + at));
  }

  /// cos and sin in double on the host: shader trigonometry is only good to 2^-11.
  void write_angles(const RopeTable& table, const StepInput& input, const uint32_t* words, float* out) const {
    const auto half = static_cast<int64_t>(table.inv_freq.size());
    const int64_t tokens = m_graph.shape().tokens, rows = m_graph.shape().batch * tokens;
    for (int64_t row = 0; row < rows; ++row) {
      const int64_t b = row / tokens;
      const bool far = !table.inv_freq_long.empty() && int64_t{words[4 + 4 * b + 3]} > table.long_after;
      const std::vector<double>& frequencies = far ? table.inv_freq_long : table.inv_freq;
      const int64_t position = input.position[static_cast<size_t>(b)] + row % tokens;
      const double factor = rope_factor(table, position);
      for (int64_t j = 0; j < half; ++j) {
        const double angle = static_cast<double>(table.counted(position)) * frequencies[static_cast<size_t>(j)];
        out[row * half + j] = static_cast<float>(std::cos(angle) * factor);
        out[(rows + row) * half + j] = static_cast<float>(std::sin(angle) * factor);
      }
    }
  }

  std::shared_ptr<Device> m_device;
  Graph m_graph;
  const GpuWeights& m_weights;
  StepCheck m_check;
  StepBuffers m_buffers;
  std::unique_ptr<Fence> m_fence;
  std::list<Recording> m_recordings;
  double m_slowness = 1; ///< of the device when they were recorded
};

} // namespace

Result<std::unique_ptr<Program>> make_program(std::shared_ptr<Device> device, const Graph& graph,
                                              const GpuWeights& weights) {
  auto program = std::make_unique<GpuProgram>(std::move(device), graph, weights);
  PARETO_TRY(program->compile());
  return std::unique_ptr<Program>(std::move(program));
}

} // namespace pareto::gpu
