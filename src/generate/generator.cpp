// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/generator.h"

#include "generate/checkscript.h"
#include "generate/firewall.h"
#include "generate/installtext.h"
#include "generate/keepalivedconf.h"
#include "generate/maxscalefiles.h"
#include "generate/notifyscript.h"

namespace tandem::generate {

Result<std::vector<File>> generate(const Input &input)
{
    std::vector<File> files;
    const auto &maxscale = input.cluster.maxscale;
    for (const auto &node : input.cluster.nodes) {
        const auto conf = keepalivedConf(input, node);
        if (!conf)
            return Failure(conf.error());
        const std::string directory = node.name + "/";
        files.push_back({directory + "tandem/cluster.toml", 0600, input.clusterText});
        files.push_back({directory + "keepalived/keepalived.conf", 0600, *conf});
        files.push_back({directory + "keepalived/notify", 0755, notifyScript(input)});
        for (const auto &check : input.cluster.checks) {
            const std::string path = directory + "keepalived/check-" + check.name;
            if (check.kind == config::CheckKind::MaxScale && maxscale)
                files.push_back({path, 0755, maxscaleCheckScript(input, check)});
            if (check.kind == config::CheckKind::Tcp)
                files.push_back({path, 0755, tcpCheckScript(check)});
            if (check.kind == config::CheckKind::File)
                files.push_back({path, 0755, fileCheckScript(check)});
        }
        if (maxscale) {
            if (const auto password = input.readerPassword())
                files.push_back({directory + "keepalived/check.password", 0600, *password + "\n"});
            if (const auto password = input.writerPassword())
                files.push_back({directory + "keepalived/notify.password", 0600, *password + "\n"});
            if (maxscale->mode == config::Mode::Passive)
                files.push_back({directory + "systemd/maxscale.service.d/tandem.conf", 0644, maxscaleDropIn()});
            if (!node.versionString.empty())
                files.push_back({directory + "maxscale/version_string.cnf", 0644, maxscaleSnippet(node)});
        }
        files.push_back({directory + "firewall/tandem.nft", 0644, nftablesRules(input.cluster, node)});
        files.push_back({directory + "firewall/firewalld.sh", 0755, firewalldScript(input.cluster, node)});
    }
    files.push_back({"INSTALL.md", 0644, installText(input, files)});
    return files;
}

} // namespace tandem::generate
