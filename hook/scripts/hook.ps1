# Has `pyenvkit activate` and `pyenvkit deactivate` act in this session.

# Where --auto has looked, if that is on.
if (-not (Test-Path -LiteralPath Variable:global:_pyenvkit_dir)) {
    $global:_pyenvkit_dir = ''
}

# Evaluates what the program prints, unless it fails.
function global:_pyenvkit_evaluate([String[]] $Arguments, [Switch] $PassThru) {
    $code = & {{program}} @Arguments | Out-String
    if ($LASTEXITCODE -eq 0 -and $code) {
        Invoke-Expression $code
        if ($PassThru) {
            $code
        }
    }
}

function global:pyenvkit {
    $command = "$($args | Select-Object -First 1)"
    if ('activate', 'deactivate' -ccontains $command) {
        _pyenvkit_evaluate (@($command, '--hooked', '{{shell}}') + @($args | Select-Object -Skip 1)) -PassThru:($MyInvocation.PipelinePosition -lt $MyInvocation.PipelineLength)
        return
    }
    # What the directory has may change.
    if ($global:_pyenvkit_dir -and $command -cnotmatch '^(run|shell|info|hook|__.*)$') {
        $global:_pyenvkit_dir = 'again'
    }
    if ($MyInvocation.ExpectingInput) {
        $input | & {{program}} @args
    }
    else {
        & {{program}} @args
    }
}
