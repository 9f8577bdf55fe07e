// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/passes/memory_plan.h"
#include "gpu/device/command_list.h"
#include "gpu/gpu_state.h"
#include "gpu/gpu_weights.h"

#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

namespace pareto::gpu {

/// A tensor as a kernel sees it: a binding that starts at or before it, and the distance in elements.
struct Operand {
  Binding binding;
  uint32_t at = 0;
};

/// Leading axes of up to two views of one shape, merged where all strides allow; outermost first, padded with extent 1.
struct Axes {
  std::vector<uint32_t> extents;
  std::vector<uint32_t> strides[2];
};
/// `rank` axes of the first `axes` axes of the views. Unsupported when they do not merge to so few.
Result<Axes> merge_axes(const Tensor* const views[2], int axes, size_t rank);

/// Heads of a history, counted through all slots: slot * heads + head.
struct HeadRange {
  int64_t first = 0, end = 0;
};

/// Buffers of one compiled step: activations, step values, results.
class StepBuffers {
public:
  Status allocate(Device& device, const Graph& graph);
  /// Binds an activation or a graph input.
  Binding value(const Graph& graph, int32_t id, Access access) const;
  /// Byte offset of the angles of a rotary table (equal tables share them), -1 when there are none.
  int64_t find_angles(const RopeTable& table) const;
  /// Groups of four floats of a range of the activations or the scratch as texels, made once.
  Result<VkBufferView> texels(Device& device, const Binding& binding);

  Schedule schedule; ///< what runs together, in which order
  MemoryPlan plan;
  Buffer arena;        ///< activations
  Buffer host, device; ///< step header, graph inputs and rotary angles: written by the host, copied once a step
  Buffer results;      ///< marked outputs, read by the host
  Buffer scratch;      ///< partial sums of split histories, chunks of recurrences, inputs of matrix units
  std::map<std::tuple<const Buffer*, VkDeviceSize, VkDeviceSize>, BufferViewHandle> views;
  int64_t step_bytes = 0;
  std::map<int32_t, int64_t> input_at; ///< value id -> byte offset in host and device
  std::vector<std::pair<std::shared_ptr<const RopeTable>, int64_t>>
      angles;                               ///< cos, then sin, [batch * tokens, half] each
  std::map<std::string, int64_t> result_at; ///< output name -> byte offset in results
};

/// Turns the nodes of a graph into work for one state and one bucket of context lengths.
class Compilation {
public:
  Compilation(Device& on, const Graph& recorded, const GpuWeights& stored, StepBuffers& memory,
              const GpuState& sequences, int64_t bucket)
      : device(on), graph(recorded), weights(stored), buffers(memory), state(sequences), context_bucket(bucket) {}

  Result<std::vector<Work>> run();

  Device& device;
  const Graph& graph;
  const GpuWeights& weights;
  StepBuffers& buffers;
  const GpuState& state;
  int64_t context_bucket; ///< no sequence is longer after this step

  /// Absent tensors give a small binding that is never read.
  Operand operand(const Tensor& view, Access access = Access::Read) const;
  Binding step() const;
  /// A whole state entry.
  Binding entry(int32_t index, Access access) const;
  /// Some heads of a history.
  Operand history(int32_t index, const HeadRange& heads, Access access) const;
  /// All heads of these histories of one shape, in as many pieces as bindings of each allow (mostly one).
  std::vector<HeadRange> head_ranges(std::initializer_list<int32_t> histories) const;
  /// Whether a software kernel may read this operand in groups of four floats: its start and these steps and sizes are
  /// whole ones.
  bool in_fours(const Operand& operand, std::initializer_list<int64_t> steps) const;
  /// Binds groups of four floats of an activation, an input, a vector or the scratch as texels.
  Status bind_texels(Binding& binding);
  const std::vector<Work>& works() const { return m_works; }
  /// Adds a dispatch of the shader with `groups` workgroups, spread over two axes where one is too short.
  Status add(const Node& node, Shader shader, std::vector<uint32_t> constants, std::vector<Binding> bindings,
             std::vector<uint32_t> push, int64_t groups, double operations = 0);
  /// The same with a grid of its own.
  Status add_grid(const Node& node, Shader shader, std::vector<uint32_t> constants, std::vector<Binding> bindings,
                  std::vector<uint32_t> push, std::array<int64_t, 3> grid, double operations);

  /// Lanes of a workgroup for elementwise work.
  uint32_t lanes() const { return device.software_kernels() ? 64 : 256; }
  /// Lanes that share one row of `width` elements.
  uint32_t row_lanes(int64_t width) const;
  /// Lanes of a workgroup that takes one head of `width` channels through its tokens: a power of two. On a software
  /// driver those of one vector, since it switches between vectors at every barrier.
  uint32_t head_lanes(int64_t width) const;

private:
  Status add_group(const NodeGroup& group);

  std::vector<Work> m_works;
};

inline uint32_t u32(int64_t value) { return static_cast<uint32_t>(value); }
/// TYPE_* of packed.glsl: matrices and caches are kept in the three plain float formats.
inline uint32_t shader_type(Format format) { return format == Format::F32 ? 0 : format == Format::F16 ? 1 : 2; }
uint32_t bits(float value);
inline int64_t groups_for(int64_t items, int64_t each) { return (items + each - 1) / each; }

/// Appends a per-token input to push constants: its start, and its steps [batch, token, head] (zeros where it is
/// absent).
void push_input(std::vector<uint32_t>& push, const Operand& operand, const Tensor& view, int axes = 3);
/// Push constants and lists of axes behind them.
std::vector<uint32_t> joined(std::vector<uint32_t> head, std::initializer_list<const std::vector<uint32_t>*> tails);

Result<std::unique_ptr<Program>> make_program(std::shared_ptr<Device> device, const Graph& graph,
                                              const GpuWeights& weights);

} // namespace pareto::gpu
