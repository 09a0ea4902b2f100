// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace tandem::engine::testing {

class TemporaryDirectory
{
public:
    TemporaryDirectory()
    {
        std::string name = "/tmp/tandem-test-XXXXXX";
        m_path = mkdtemp(name.data());
    }
    ~TemporaryDirectory() { std::filesystem::remove_all(m_path); }
    TemporaryDirectory(const TemporaryDirectory &) = delete;
    TemporaryDirectory &operator=(const TemporaryDirectory &) = delete;
    const std::string &path() const { return m_path; }

private:
    std::string m_path;
};

} // namespace tandem::engine::testing
