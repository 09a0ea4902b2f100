// SPDX-License-Identifier: GPL-3.0-or-later
// keepalived.conf -> cluster file -> keepalived.conf: the same VRRP, by reading both.
#include "config/clusterfile.h"
#include "config/clusterwriter.h"
#include "generate/keepalivedconf.h"
#include "keepalived/importer.h"
#include "tests/keepalived/confs.h"

#include <gtest/gtest.h>

namespace tandem::keepalived {
namespace {

std::string addressesOf(const std::vector<Address> &addresses)
{
    std::vector<std::string> texts;
    for (const auto &one : addresses)
        texts.push_back(one.network.toString() + "|" + one.dev + "|" + one.label);
    std::ranges::sort(texts);
    std::string text;
    for (const auto &one : texts)
        text += one + " ";
    return text;
}

/// What an instance does on the wire and to the kernel, as text: equal texts are equal behaviour.
std::string behaviour(const Conf &conf, const Instance &one)
{
    const auto version = conf.versionOf(one);
    std::string text = one.interface + " id " + std::to_string(one.virtualRouterId->value()) + " v" +
                       std::to_string(version) + " priority " + std::to_string(one.priority) + " every " +
                       std::to_string(one.advertInt.count()) + " preempt after " +
                       std::to_string(one.preemptDelay.count()) + (one.nopreempt ? " nopreempt" : "") +
                       (one.unicast ? " unicast" : "") + " vips " + addressesOf(one.addresses) + "excluded " +
                       addressesOf(one.excluded);
    if (version == 2 && one.authentication)
        text += " pass " + one.authentication->password;
    for (const auto &track : one.interfaces)
        text += " if " + track.name;
    return text + " checks " + std::to_string(one.checks.size());
}

void expectSame(const std::string &path, const Conf &before, const Conf &after)
{
    EXPECT_TRUE(after.remarks.empty() || !isError(after.remarks[0].kind)) << path << ": " << after.remarks[0].text;
    ASSERT_EQ(before.instances.size(), after.instances.size()) << path;
    for (std::size_t i = 0; i < before.instances.size(); ++i)
        EXPECT_EQ(behaviour(before, before.instances[i]), behaviour(after, after.instances[i])) << path;
    EXPECT_EQ(before.groups.size(), after.groups.size()) << path;
}

TEST(RoundTrip, EachFileOfTheCorpusThatIsWholeGivesTheSameRoutersAgain)
{
    if (test::corpus().empty())
        GTEST_SKIP() << "the corpus is not at " << test::shared();
    int whole = 0;
    for (const auto &path : test::corpus()) {
        auto conf = readConfFile(path, {});
        ASSERT_TRUE(conf);
        if (conf->isRefused() || conf->instances.empty())
            continue;
        // The other hosts are not in the corpus: that alone may be missing.
        const auto imported = importSite({{"host", *conf, IpAddress::parse("203.0.113.9")}}, "site");
        const auto cluster = config::parseCluster(config::clusterText(imported.cluster), "c.toml", "/etc/tandem");
        if (!cluster)
            continue;
        // What the import itself says that it changed, or left out, differs.
        const bool changed = std::ranges::any_of(imported.remarks, [](const ImportRemark &each) {
            return each.kind == RemarkKind::Changed || each.kind == RemarkKind::Differs ||
                   each.text.find("weight") != std::string::npos || each.text.find("reversed") != std::string::npos;
        });
        if (changed)
            continue;
        generate::Input input;
        input.cluster = *cluster;
        const auto text = generate::keepalivedConf(input, cluster->nodes.front());
        ASSERT_TRUE(text) << path << ": " << describe(text.error());
        Conf again = test::read(*text);
        for (auto &instance : conf->instances) { // of a group, now with each member
            for (const auto &group : conf->groups)
                if (std::ranges::find(group.members, instance.name) != group.members.end())
                    for (const auto &track : group.interfaces)
                        if (track.name != instance.interface)
                            instance.interfaces.push_back(track);
            if (instance.peers.empty() != again.instances.front().peers.empty())
                instance.unicast = false; // one host alone has no peers to write
        }
        expectSame(path, *conf, again);
        ++whole;
    }
    EXPECT_GE(whole, 15);
}

} // namespace
} // namespace tandem::keepalived
