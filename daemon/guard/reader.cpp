// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/guard/reader.h"

#include "daemon/channel/reader.h"
#include "daemon/channel/writer.h"
#include "daemon/engine/guardlink.h"
#include "daemon/guard/apart.h"
#include "daemon/guard/startup.h"

#include <functional>

namespace tandem::guard {

namespace {

Loaded failedBy(std::string text)
{
    return tl::unexpected(std::vector{Error{ErrorCode::System, "reading the cluster file", std::move(text), {}}});
}

Loaded apart(const std::function<Loaded()> &load)
{
    const auto octets = doApart([&] { return encodeLoaded(load()); });
    return octets ? decodeLoaded(*octets) : tl::unexpected(std::vector{octets.error()});
}

} // namespace

Loaded loadConfigApart(const engine::Options &options)
{
    return apart([&] { return loadConfig(options); });
}

Loaded loadOfferedApart(const engine::Options &options, const std::string &node, Offered what)
{
    return apart([&] { return loadOffered(options, node, what); });
}

std::vector<std::uint8_t> encodeLoaded(const Loaded &loaded)
{
    if (loaded) {
        auto octets = engine::encodeConfig(*loaded);
        octets.insert(octets.begin(), 1);
        return octets;
    }
    channel::Writer out;
    out.integer(std::uint8_t{0});
    out.list(loaded.error(), 0, [](channel::Writer &to, const Error &error) {
        to.integer(static_cast<std::uint8_t>(error.code));
        to.string(error.place);
        to.string(error.text);
        to.string(error.fix);
    });
    return out.take();
}

Loaded decodeLoaded(std::span<const std::uint8_t> octets)
{
    if (octets.empty())
        return failedBy("the process that read it ended without a word, or took too long");
    if (octets.front() == 1) {
        auto config = engine::decodeConfig(octets.subspan(1));
        if (!config)
            return failedBy(describe(config.error()));
        return std::move(*config);
    }
    channel::Reader in(octets.subspan(1));
    auto errors = in.list<Error>([](channel::Reader &from) {
        Error error;
        error.code = from.enumerator(ErrorCode::Refused, "kind of error");
        error.place = from.string();
        error.text = from.string();
        error.fix = from.string();
        return error;
    });
    if (in.failed() || errors.empty())
        return failedBy("the process that read it ended in the middle of a word");
    return tl::unexpected(std::move(errors));
}

} // namespace tandem::guard
