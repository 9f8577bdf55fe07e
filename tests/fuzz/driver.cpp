// SPDX-License-Identifier: GPL-3.0-or-later
// main() of the fuzz targets where there is no libFuzzer: changes the seeds and what ran new code, and stops at the
// first crash, sanitizer report, broken promise or input that takes too long, with that input in a file.
#include "tests/fuzz/coverage.h"
#include "tests/fuzz/mutator.h"
#include "tests/fuzz/seeds.h"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

using namespace pareto::fuzz;

/// A single request for more than a gigabyte is a finding.
extern "C" const char* __asan_default_options() {
  return "abort_on_error=1:handle_abort=0:max_allocation_size_mb=1024:allocator_may_return_null=0";
}
extern "C" const char* __ubsan_default_options() { return "print_stacktrace=1"; }

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif
#if defined(PARETO_SEES_COVERAGE)
constexpr size_t kFewestBlocks = 300; ///< of any reader, by its seeds alone
#else
constexpr size_t kFewestBlocks = 0;
#endif
constexpr rlim_t kAddressSpace = rlim_t{4} << 30;
constexpr size_t kMostKept = 20000;  ///< inputs that ran new code
constexpr unsigned kWallFactor = 20; ///< an input may wait for the processor, but not for ever

struct Options {
  uint64_t runs = 0;  ///< 0 = until the time is over
  double seconds = 0; ///< 0 = until the runs are done
  uint64_t seed = 1;
  size_t longest = 8192; ///< bytes; longer seeds may grow by a quarter
  unsigned timeout = 0;  ///< seconds of processor time for one input; 0 = no limit
  std::string artifacts = ".", write_seeds;
  std::vector<std::string> inputs; ///< folders of seeds, or files to run once
};

std::string g_name, g_crash_file;
const std::string* g_input = nullptr;
uint64_t g_run = 0;
volatile std::sig_atomic_t g_stop = 0; ///< a person stops the run: what ran is still reported

/// Keeps the input that ran; calls only what a signal handler may.
void keep_input(int signal) {
  std::signal(signal, SIG_DFL);
  if (g_input) {
    const int file = open(g_crash_file.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0644);
    if (file >= 0 && write(file, g_input->data(), g_input->size()) >= 0)
      close(file);
    char text[512];
    const int length = std::snprintf(
        text, sizeof text, "\n%s: run %llu ended by signal %d (%s); its input is in %s\n", g_name.c_str(),
        static_cast<unsigned long long>(g_run), signal,
        signal == SIGALRM || signal == SIGPROF ? "too slow" : "crash, report or broken promise", g_crash_file.c_str());
    if (write(STDERR_FILENO, text, static_cast<size_t>(length)) < 0)
      _exit(1);
  }
  raise(signal);
}

void watch_signals() {
  for (const int signal : {SIGABRT, SIGALRM, SIGPROF, SIGILL, SIGFPE})
    std::signal(signal, keep_input);
  for (const int signal : {SIGINT, SIGTERM})
    std::signal(signal, [](int) { g_stop = 1; });
  if (!kSanitized) { // the sanitizer reports these with a trace and then aborts
    std::signal(SIGSEGV, keep_input);
    std::signal(SIGBUS, keep_input);
    const rlimit limit{kAddressSpace, kAddressSpace};
    setrlimit(RLIMIT_AS, &limit);
  }
}

/// Processor time is what an input costs: beside other work, wall time calls a quick one slow.
void limit_input(unsigned seconds) {
  const itimerval processor{{0, 0}, {static_cast<time_t>(seconds), 0}};
  setitimer(ITIMER_PROF, &processor, nullptr);
  alarm(seconds * kWallFactor);
}

bool run_one(const std::string& input, unsigned timeout) {
  g_input = &input;
  ++g_run;
  if (timeout > 0)
    limit_input(timeout);
  forget_coverage();
  const std::string exact(input); // no spare bytes behind the end
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(exact.data()), exact.size());
  limit_input(0);
  g_input = nullptr;
  return new_coverage();
}

std::string read(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

int usage() {
  std::fprintf(stderr,
               "%s [--runs N] [--seconds S] [--seed S] [--max-len BYTES] [--timeout S] [--artifacts FOLDER] [FOLDER of "
               "seeds...]\n"
               "%s FILE...            runs each file once\n%s --write-seeds FOLDER   writes the seeds\n",
               g_name.c_str(), g_name.c_str(), g_name.c_str());
  return 2;
}

bool read_options(int argc, char** argv, Options& options) {
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    if (name.rfind("--", 0) != 0) {
      options.inputs.push_back(name);
      continue;
    }
    if (++i == argc)
      return false;
    const char* value = argv[i];
    if (name == "--runs")
      options.runs = std::strtoull(value, nullptr, 10);
    else if (name == "--seconds")
      options.seconds = std::strtod(value, nullptr);
    else if (name == "--seed")
      options.seed = std::strtoull(value, nullptr, 10);
    else if (name == "--max-len")
      options.longest = std::strtoull(value, nullptr, 10);
    else if (name == "--timeout")
      options.timeout = static_cast<unsigned>(std::strtoul(value, nullptr, 10));
    else if (name == "--artifacts")
      options.artifacts = value;
    else if (name == "--write-seeds")
      options.write_seeds = value;
    else
      return false;
  }
  return true;
}

int write_seeds(const std::string& folder) {
  std::filesystem::create_directories(folder);
  size_t number = 0;
  for (const std::string& seed : seeds())
    std::ofstream(folder + "/seed-" + std::to_string(number++), std::ios::binary)
        .write(seed.data(), static_cast<std::streamsize>(seed.size()));
  std::printf("%s: %zu seeds in %s\n", g_name.c_str(), number, folder.c_str());
  return 0;
}

int replay(const std::vector<std::string>& files, unsigned timeout) {
  for (const std::string& file : files)
    run_one(read(file), timeout);
  std::printf("%s: %zu files ran, no finding\n", g_name.c_str(), files.size());
  return 0;
}

std::vector<std::string> all_seeds(const Options& options) {
  std::vector<std::string> corpus = seeds();
  for (const std::string& folder : options.inputs)
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
      if (entry.is_regular_file())
        corpus.push_back(read(entry.path()));
  return corpus;
}

int fuzz(Options options) {
  using Clock = std::chrono::steady_clock;
  std::vector<std::string> corpus = all_seeds(options);
  for (const std::string& seed : corpus)
    options.longest = std::max(options.longest, seed.size() + seed.size() / 4);
  const size_t first = corpus.size();
  Mutator mutator(options.seed, options.longest, corpus);
  const auto start = Clock::now();
  const auto seconds = [&] { return std::chrono::duration<double>(Clock::now() - start).count(); };
  for (const std::string& seed : corpus)
    run_one(seed, options.timeout);
  if (covered_blocks() < kFewestBlocks) {
    std::fprintf(stderr, "%s: the seeds ran %zu blocks; the reader is not compiled to say which code it runs\n",
                 g_name.c_str(), covered_blocks());
    return 3;
  }
  const auto more = [&] {
    return !g_stop && (options.runs == 0 || g_run < options.runs) &&
           (options.seconds == 0 || seconds() < options.seconds);
  };
  while (more()) {
    std::string input = mutator.next(corpus);
    if (run_one(input, options.timeout) && corpus.size() < first + kMostKept)
      corpus.push_back(std::move(input));
  }
  std::printf(
      "%s: %llu runs in %.1f s, %zu seeds, %zu inputs ran new code, %zu blocks covered, seed %llu; no finding\n",
      g_name.c_str(), static_cast<unsigned long long>(g_run), seconds(), first, corpus.size() - first, covered_blocks(),
      static_cast<unsigned long long>(options.seed));
  return 0;
}

} // namespace

int main(int argc, char** argv) {
  g_name = std::filesystem::path(argv[0]).filename().string();
  Options options;
  if (!read_options(argc, argv, options))
    return usage();
  if (!options.write_seeds.empty())
    return write_seeds(options.write_seeds);
  const bool files = !options.inputs.empty() && std::filesystem::is_regular_file(options.inputs.front());
  if (!files && options.runs == 0 && options.seconds == 0)
    return usage();
  g_crash_file = options.artifacts + "/" + g_name + "-" + std::to_string(options.seed) + ".crash";
  watch_signals();
  return files ? replay(options.inputs, options.timeout) : fuzz(options);
}
