
# Has the program say what is to be done, if the directory is another one.
function global:_pyenvkit_auto {
    $here = (Get-Location -PSProvider FileSystem).ProviderPath
    if ($here -ceq $global:_pyenvkit_dir) {
        return
    }
    $option = '--auto'
    if ($global:_pyenvkit_dir -ceq 'start') {
        $option = '--auto=start'
    }
    $global:_pyenvkit_dir = $here
    $status = Get-Variable -Name LASTEXITCODE -Scope Global -ValueOnly -ErrorAction Ignore
    _pyenvkit_evaluate 'activate', '--hooked', '{{shell}}', $option
    $global:LASTEXITCODE = $status
}

# The first look waits for the first prompt, which comes after the profile.
if (-not $global:_pyenvkit_dir) {
    $global:_pyenvkit_dir = 'start'
}
if ("$Function:prompt" -notmatch '_pyenvkit_auto|_OLD_VIRTUAL_PROMPT') {
    function global:_pyenvkit_prompt { '' }
    Copy-Item -LiteralPath Function:prompt -Destination Function:_pyenvkit_prompt
    function global:prompt {
        $succeeded = $?
        _pyenvkit_auto
        # The user's own finds $? as it was.
        if (-not $succeeded) {
            Write-Error '' -ErrorAction Ignore
        }
        _pyenvkit_prompt
    }
}

# From 6.2 on PowerShell tells at once. In the constrained language mode it can't
# be asked to, and the prompts have to do.
if (-not (Test-Path -LiteralPath Variable:global:_pyenvkit_follows)) {
    New-Variable -Name _pyenvkit_follows -Scope Global -Value $true
    try {
        $intrinsics = $ExecutionContext.SessionState.InvokeCommand
        if ($intrinsics.PSObject.Properties['LocationChangedAction']) {
            $intrinsics.LocationChangedAction = [Delegate]::Combine($intrinsics.LocationChangedAction, [EventHandler[Management.Automation.LocationChangedEventArgs]] {
                    if ($global:_pyenvkit_dir -cne 'start') {
                        _pyenvkit_auto
                    }
                })
        }
    }
    catch {
        Write-Verbose "pyenvkit: $_"
    }
}
