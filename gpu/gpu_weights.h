// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/executor.h"
#include "gpu/device/device.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace pareto {
class ThreadTeam;
}

namespace pareto::gpu {

/// Rows [first, first + rows) of a matrix in a buffer of their own: no binding may exceed the device's limit.
struct MatrixPiece {
  Buffer buffer;
  BufferViewHandle view; ///< groups of four as one texel, for software kernels
  int64_t first = 0, rows = 0;
};

/// Row-major; a row takes `stride` groups of four elements, zero behind its width.
struct StoredMatrix {
  Format type = Format::F32;
  int64_t rows = 0, width = 0, stride = 0;
  float largest = 0; ///< magnitude, where matrix units scale them (float32 and bfloat16), else 0
  std::vector<MatrixPiece> pieces;
};

/// Where a float32 vector or folded constant starts in the common buffer.
struct StoredVector {
  int64_t offset = 0; ///< bytes
  int64_t elements = 0;
};

/// All weights of one model on one device.
class GpuWeights : public Weights {
public:
  static Result<std::unique_ptr<GpuWeights>> load(std::shared_ptr<Device> device, const Graph& graph,
                                                  TensorSource& source, LoadOptions options);

  int64_t bytes() const override { return m_bytes; }
  LoadOptions options() const { return m_options; }
  const StoredMatrix* matrix(const std::string& name) const;
  /// Null when there is no vector (or constant) of that name.
  const StoredVector* vector(const std::string& key) const;
  const Buffer& vectors() const { return m_vectors; }

private:
  Status load_matrix(const WeightDecl& weight, TensorSource& source, ThreadTeam& team);
  Status load_vectors(const Graph& graph, TensorSource& source);

  std::shared_ptr<Device> m_device;
  LoadOptions m_options;
  int64_t m_bytes = 0;
  std::map<std::string, StoredMatrix> m_matrices;
  std::map<std::string, StoredVector> m_index;
  Buffer m_vectors;
};

} // namespace pareto::gpu
