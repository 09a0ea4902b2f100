// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/descriptor.h"
#include "base/result.h"
#include "daemon/engine/ports.h"

#include <string>
#include <sys/un.h>
#include <vector>

namespace tandem::engine {

/// RUN-DIR: one tandemd at a time, its socket, and the record of the VIPs that it may have put on the host.
class RunDirectory
{
public:
    /// Makes it where it is missing and takes its lock; InUse while another tandemd lives in it.
    static Result<RunDirectory> open(const std::string &path);
    /// Fits into sun_path (107 octets), or says so.
    static Result<sockaddr_un> socketAddress(const std::string &path);

    std::string engineSocket() const { return m_path + "/engine.sock"; }
    /// What RUN-DIR/vips says.
    struct Record
    {
        std::vector<VipPlace> places;
        std::string trouble; ///< empty: it is sound, or there is none; else what was done about it
    };
    /// A record that is damaged is set aside as vips.corrupt; the lines of it that are sound still count. One of
    /// another user counts for nothing: who may write into the directory is not to say which addresses go.
    Record record() const;
    /// Before the first VIP is added, so that nothing is written on the failover path.
    Result<void> writeRecord(const std::vector<VipPlace> &places) const;
    void removeRecord() const;

private:
    RunDirectory(std::string path, Descriptor lock) : m_path(std::move(path)), m_lock(std::move(lock)) {}
    std::string m_path;
    Descriptor m_lock;
};

} // namespace tandem::engine
